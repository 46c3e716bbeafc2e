"""Three counters and four moves: pieces are never made or lost by a sale."""

import hypothesis
import hypothesis.strategies as st
import pytest

from domain.stock import Move, Stock, StockMismatchError, moved, redeclare

STOCKS = st.builds(
    lambda available, held, sold: Stock(available + held + sold, available, held, sold),
    st.integers(0, 50),
    st.integers(0, 50),
    st.integers(0, 50),
)


@hypothesis.given(STOCKS, st.sampled_from(Move), st.integers(1, 5))
def test_made_is_available_held_and_sold_after_every_move(
    stock: Stock, move: Move, count: int
) -> None:
    after = moved(stock, move, count)

    assert after.made == after.available + after.held + after.sold == stock.made


@hypothesis.given(STOCKS, st.integers(0, 200))
def test_declaring_never_loses_a_sale_or_a_hold(stock: Stock, made: int) -> None:
    if made < stock.held + stock.sold:
        with pytest.raises(StockMismatchError, match="THE-SKU"):
            redeclare(stock, made, "THE-SKU")
        return

    after = redeclare(stock, made, "THE-SKU")

    assert (after.held, after.sold) == (stock.held, stock.sold)
    assert after.made == made == after.available + after.held + after.sold
