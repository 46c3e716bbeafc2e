/* Says amounts of minor units as the shop's language writes them. */

export function formatter(lang, currency) {
  const format = new Intl.NumberFormat(lang, { style: "currency", currency });
  const { maximumFractionDigits } = format.resolvedOptions();
  return (amount) => format.format(amount / 10 ** maximumFractionDigits);
}
