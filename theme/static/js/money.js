/* Says amounts of minor units as the shop's language writes them. How many digits a currency has
   is the shop's word: browsers disagree on some. */

export function formatter({ lang, currency, digits }) {
  const exactly = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  const format = new Intl.NumberFormat(lang, { style: "currency", currency, ...exactly });
  return (amount) => format.format(amount / 10 ** digits);
}
