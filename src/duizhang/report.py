"""One report, from bytes to records: ``read`` is ``open_source``, ``decode``, ``interpret``."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from pathlib import Path

from duizhang.claims.bind import bind, own_names
from duizhang.claims.confidence import confidence_of, doubt_of
from duizhang.claims.pledges import FoundPledge, pledges_of
from duizhang.claims.recognised import weighed
from duizhang.claims.relations import Found, relations_of
from duizhang.figures import tokens_of
from duizhang.figures.hanzi import hanzi_tokens
from duizhang.figures.token import Token
from duizhang.language.fold import fold
from duizhang.language.lexicon import Lexicon, default_lexicon
from duizhang.model import (
    Claim,
    Document,
    Figure,
    Pledge,
    Reason,
    Relation,
    Report,
    Section,
    Source,
)
from duizhang.outline.outline import Outline, outline
from duizhang.reading import decode_safely, open_source


def _identifier(prefix: str, document: Document, start: int, end: int, more: str = "") -> str:
    text = f"{document.sha256}:{start}:{end}{more}"
    return prefix + hashlib.sha256(text.encode()).hexdigest()[:16]


def interpret(document: Document, lexicon: Lexicon | None = None) -> Report:
    """What ``document`` says. Pure: no file, clock, network or global state is touched."""
    return traced(document, lexicon)[0]


def traced(
    document: Document, lexicon: Lexicon | None = None
) -> tuple[Report, list[Token], Outline]:
    """The report with the working tokens and outline it was made from (for fitting and checks)."""
    lexicon = lexicon or default_lexicon()
    folded = fold(document.text)
    frame = outline(document, folded, lexicon)
    tokens = tokens_of(document, folded, lexicon)
    bind(tokens, folded, frame, lexicon)
    # quantities in Chinese numerals stand beside the numerals of the page and never change them
    words = hanzi_tokens(document, folded, lexicon)
    bind(words, folded, frame, lexicon)
    every = sorted([*tokens, *words], key=lambda t: t.pieces[0])
    figures = tuple(
        sorted((f for t in every for f in _figures(t, document)), key=lambda f: f.start)
    )
    claims = tuple(_claim(t, document, frame, lexicon) for t in every if _bound(t))
    sections = _sections(document, frame)
    claims = weighed(document, claims, figures, sections, frame.identity)
    report = Report(
        document,
        frame.identity,
        sections=sections,
        figures=figures,
        claims=claims,
        relations=_relations(
            relations_of(folded, frame, lexicon, own_names(frame.identity)), document, frame
        ),
        pledges=_pledges(pledges_of(folded, frame, tokens, lexicon), claims, document, frame),
        warnings=document.warnings + frame.warnings,
    )
    return report, every, frame


def _bound(token: Token) -> bool:
    return token.kind == "measure" and token.range_to is None and token.value is not None


def _sections(document: Document, frame: Outline) -> tuple[Section, ...]:
    made = []
    nodes = frame.nodes
    for i, node in enumerate(nodes):
        later = next((n.start for n in nodes[i + 1 :] if n.level <= node.level), len(document.text))
        start, end = document.map.span_to_source(node.start, max(node.start + 1, later))
        a, b = document.map.span_to_source(node.start, node.heading_end)
        made.append(
            Section(
                node.heading,
                node.level,
                start,
                end,
                a,
                b,
                node.stance,
                node.period,
                node.place,
                node.parent,
            )
        )
    return tuple(made)


def _figures(token: Token, document: Document) -> list[Figure]:
    """One Figure for each source numeral of the token; later pieces point at the first."""
    source = document.source_text
    first = token.pieces[0][0]
    head = token.range_to.pieces[0][0] if token.range_to is not None else None
    made = []
    for n, (a, b) in enumerate(token.pieces):
        if n == 0:
            unit_end = b
            if token.kind == "measure" and token.stop > token.end:
                unit_end = document.map.to_source(token.stop - 1) + 1
            made.append(
                Figure(a, b, token.kind, source[a:b], token.value, token.value2, token.unit,
                       token.hedge, max(b, unit_end), head, bool(token.fixed_aspect), token.rule)
            )  # fmt: skip
        else:
            made.append(
                Figure(a, b, token.kind, source[a:b], unit_end=b, range_of=first, rule=token.rule)
            )
    return made


def _claim(token: Token, document: Document, frame: Outline, lexicon: Lexicon) -> Claim:
    offsets = document.map
    start, end = token.pieces[0]
    sentence = frame.sentences[token.sentence] if token.sentence >= 0 else None
    a, b = offsets.span_to_source(sentence.start, sentence.end) if sentence else (start, end)
    reasons = tuple(
        Reason(f, rule, value, *(offsets.span_to_source(x, y) if y > x else (0, 0)))
        for f, rule, value, x, y in token.notes
    )
    unit_end = offsets.to_source(token.stop - 1) + 1 if token.stop > token.end else end
    # a sentence may end in a numeral whose last digits the reading took out as printed twice
    a, b = min(a, start), max(b, end, unit_end)
    sure = confidence_of(token, sentence, frame, lexicon)
    return Claim(
        _identifier("c:", document, start, end), start, end, token.value or 0.0, token.unit,
        token.aspect, token.role, token.period, token.indicator, token.subject, token.place,
        token.value2, token.hedge, token.strive, max(end, unit_end), a, b,
        sentence.section if sentence else -1, sure, doubt_of(token, sure),
        bool(token.fixed_aspect), reasons,
    )  # fmt: skip


def _relations(found: list[Found], document: Document, frame: Outline) -> tuple[Relation, ...]:
    """The relations, each once: 存款、贷款增速均高于… names one indicator twice."""
    made = {r.id: r for r in (_relation(f, document, frame) for f in reversed(found) if f.left)}
    return tuple(reversed(made.values()))


def _relation(found: Found, document: Document, frame: Outline) -> Relation:
    sentence = frame.sentences[found.sentence]
    start, end = document.map.span_to_source(found.start, found.end)
    a, b = document.map.span_to_source(sentence.start, sentence.end)
    name = f"{found.left}{found.op}{found.right}"
    return Relation(
        _identifier("r:", document, start, end, name), start, end, found.left, found.op,
        found.right, found.role, found.period, found.place, a, b, sentence.section, 0.8,
        (Reason("relation", found.rule, found.op, start, end),),
    )  # fmt: skip


def _pledges(
    found: list[FoundPledge], claims: tuple[Claim, ...], document: Document, frame: Outline
) -> tuple[Pledge, ...]:
    offsets = document.map
    starts = [c.start for c in claims]
    ids = []
    spans = []
    for p in found:
        a, b = offsets.span_to_source(p.start, p.end)
        spans.append((a, b))
        ids.append(_identifier("p:", document, a, b, p.kind))
    made = []
    # two lists named in one sentence find the same items behind them: they are of the nearer one
    nearest = {name: p.parent for p, name in zip(found, ids, strict=True)}
    for p, name, (a, b) in zip(found, ids, spans, strict=True):
        if nearest[name] != p.parent:
            continue
        inside = claims[bisect_left(starts, a) : bisect_left(starts, b)]
        c, d = offsets.span_to_source(*p.done) if p.done else (0, 0)
        made.append(
            Pledge(name, p.kind, a, b, document.text[p.start : p.end], p.list_name,
                   ids[p.parent] if p.parent >= 0 else "", p.number, p.verb, p.role, p.period, p.place,
                   frame.sentences[p.sentence].section, tuple(x.id for x in inside),
                   document.text[p.done[0] : p.done[1]] if p.done else "", c, d)
        )  # fmt: skip
    return tuple(made)


def read_source(source: Source, lexicon: Lexicon | None = None) -> Report:
    """The report in ``source``. Raises :class:`duizhang.reading.Unreadable`."""
    return interpret(decode_safely(source), lexicon)


def read(path: str | Path, lexicon: Lexicon | None = None) -> Report:
    """The report in the file at ``path``. Raises :class:`duizhang.reading.Unreadable`."""
    return read_source(open_source(path), lexicon)
