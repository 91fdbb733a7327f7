"""The account on the benchmark's gold claims: what the engine does when reading is perfect."""

import pytest

from duizhang.account import close

from .gold_reports import account_gold, reports, shared
from .score_gold import score


def test_gold_claims_close_as_careful_readers_close_them() -> None:
    root, given = shared(), reports()
    if root is None or given is None:
        pytest.skip("the benchmark is not beside this checkout")
    numbers, _ = score(close(given, closed_world=True), account_gold(root))
    assert numbers["found"] == 1
    assert numbers["verdict"] >= 0.95
    assert numbers["result found"] >= 0.94
    assert numbers["gap"] >= 0.93
    assert numbers["false results"] <= 1
