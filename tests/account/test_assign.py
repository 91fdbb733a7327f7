"""The best admissible pairing."""

import itertools
import random

from duizhang.account.assign import best_pairing


def test_a_weaker_choice_gives_way_where_that_is_better_for_both() -> None:
    edges = [(0, 0, 0.40), (0, 1, 0.35), (1, 0, 0.38)]
    assert best_pairing(edges) == {0: 1, 1: 0}


def test_what_nobody_contests_is_the_best_of_each() -> None:
    assert best_pairing([(0, 3, 0.1), (0, 2, 0.3), (5, 9, 0.2)]) == {0: 2, 5: 9}


def test_the_order_of_edges_does_not_matter_even_in_a_tie() -> None:
    edges = [(0, 0, 0.3), (1, 0, 0.3), (0, 1, 0.3), (1, 1, 0.3)]
    results = {tuple(sorted(best_pairing(p).items())) for p in itertools.permutations(edges)}
    assert len(results) == 1


def test_no_pairing_weighs_more() -> None:
    chance = random.Random(7)
    for _ in range(30):
        edges = {
            (chance.randrange(4), chance.randrange(4)): round(chance.uniform(0.05, 0.5), 2)
            for _ in range(9)
        }
        found = best_pairing((p, f, w) for (p, f), w in edges.items())
        assert len(set(found.values())) == len(found)
        assert sum(edges[pair] for pair in found.items()) >= _best(edges) - 1e-9


def _best(edges: dict[tuple[int, int], float]) -> float:
    best = 0.0
    for n in range(1, 5):
        for some in itertools.combinations(edges, n):
            if len({p for p, _ in some}) == n == len({f for _, f in some}):
                best = max(best, sum(edges[e] for e in some))
    return best
