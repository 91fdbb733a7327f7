"""The best admissible pairing of promises and facts over one place and year.

Every promise gets at most one fact and every fact closes promises of one thing only; among all
such pairings the one with the highest sum of scores is taken. Where no two things want the same
fact the best choice of each is that pairing, and of two that do all pairings are looked at; only
larger groups, and pairings of one worth, go to the solver (networkx, maximum weight matching), so
that page order never decides.
"""

from __future__ import annotations

from collections.abc import Iterable


def best_pairing(edges: Iterable[tuple[int, int, float]]) -> dict[int, int]:
    """The pairing ``left -> right`` of highest total weight. Ties fall to the smaller numbers."""
    options: dict[int, list[tuple[float, int]]] = {}
    for left, right, weight in sorted(edges):
        options.setdefault(left, []).append((weight, right))
    for rows in options.values():
        rows.sort(key=lambda row: (-row[0], row[1]))
        del rows[6:]
    result: dict[int, int] = {}
    for group in _components(options):
        first = {left: options[left][0][1] for left in group}
        if len(set(first.values())) == len(first):
            result.update(first)
        else:
            contested = {left: options[left] for left in group}
            result.update(_of_two(contested) or _solve(contested))
    return result


def _components(options: dict[int, list[tuple[float, int]]]) -> list[list[int]]:
    """The promises that compete, directly or through others, for the same facts."""
    wanted: dict[int, list[int]] = {}
    for left in sorted(options):
        for _, right in options[left]:
            wanted.setdefault(right, []).append(left)
    seen: set[int] = set()
    groups = []
    for left in sorted(options):
        if left in seen:
            continue
        group, stack = [], [left]
        seen.add(left)
        while stack:
            one = stack.pop()
            group.append(one)
            for _, right in options[one]:
                for other in wanted[right]:
                    if other not in seen:
                        seen.add(other)
                        stack.append(other)
        groups.append(sorted(group))
    return groups


def _exact(weight: float, left: int, right: int) -> int:
    """Whole numbers keep the choice exact; the last digits break ties by position."""
    return round(weight * 10_000) * 1_000_000 - left * 1_000 - right % 1_000


def _of_two(options: dict[int, list[tuple[float, int]]]) -> dict[int, int] | None:
    """The best pairing of two things; None where there are more, or where two pairings are best."""
    if len(options) != 2:
        return None
    one, two = (
        [(_exact(weight, left, right), {left: right}) for weight, right in rows] + [(0, {})]
        for left, rows in options.items()
    )
    pairings = [
        (a + b, {**x, **y})
        for a, x in one
        for b, y in two
        if not x or not y or set(x.values()) != set(y.values())
    ]
    best = max(worth for worth, _ in pairings)
    found = [pairing for worth, pairing in pairings if worth == best]
    return found[0] if len(found) == 1 else None


def _solve(options: dict[int, list[tuple[float, int]]]) -> dict[int, int]:
    import networkx  # type: ignore[import-untyped,unused-ignore]

    graph = networkx.Graph()
    for left, rows in options.items():
        for weight, right in rows:
            graph.add_edge(("p", left), ("f", right), weight=_exact(weight, left, right))
    pairs = networkx.max_weight_matching(graph)
    found: dict[int, int] = {}
    for one, two in pairs:
        (_, left), (_, right) = (one, two) if one[0] == "p" else (two, one)
        found[left] = right
    return found
