"""A record as a notebook shows it: the article with its statements marked, in a page that needs nothing from elsewhere."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._record import Record, Span

# Colours that can be told apart without red and green, and that dark notebooks bear as well. Nothing rests on colour alone:
# each statement has its number, cue and source their own looks.
_STYLE = """<style>
.onrecord{max-width:46em;line-height:1.55}
.onrecord .or-p{margin:.6em 0;white-space:pre-wrap}
.onrecord .or-headline{font-weight:bold;font-size:1.2em}
.onrecord .or-litter,.onrecord .or-byline,.onrecord .or-dateline,.onrecord .or-caption{opacity:.6}
.onrecord .or-said{border-bottom:2px solid #0072b2;background:rgba(0,114,178,.10)}
.onrecord .or-mixed{border-bottom-color:#e69f00;background:rgba(230,159,0,.12)}
.onrecord .or-indirect{border-bottom-style:dotted;background:rgba(0,114,178,.05)}
.onrecord .or-cue{font-style:italic}
.onrecord .or-source{font-weight:bold}
.onrecord sup{font-size:.7em;opacity:.75}
.onrecord table{font-size:.92em}
.onrecord td,.onrecord th{text-align:left!important;vertical-align:top}
</style>"""

# A notebook is not to be blown up by one long article.
_MOST_STATEMENTS = 200


def marked(record: Record) -> str:
    """The article with its statements marked, and the statements below it."""
    article = record.article
    facts = [article.outlet, article.published and article.published[:10], article.language]
    head = " · ".join(escape(fact) for fact in facts if fact)
    page = [_STYLE, '<div class="onrecord">']
    if head:
        page.append(f"<div><small>{head}</small></div>")
    looks = _Looks(record)
    for part in article.parts:
        page.append(f'<div class="or-p or-{escape(part.kind)}">{looks.of(part.span)}</div>')
    page.append(_statements(record))
    page.append("</div>")
    return "\n".join(page)


class _Looks:
    """What stands on each stretch of the text."""

    def __init__(self, record: Record) -> None:
        self.text = record.text
        # Of each role, what begins and ends where.
        spans: list[tuple[Span, str, str, str]] = []
        for statement in record.statements:
            title = f"{statement.id}: {statement.speaker_name or 'nobody is named'}, {statement.kind}"
            if statement.act:
                title += f", {'not ' if statement.negated else ''}{statement.act}"
            spans += [(span, f"or-said or-{statement.kind}", title, statement.id) for span in statement.content]
            spans += [(span, "or-cue", "", "") for span in statement.cue]
            spans += [(span, "or-source", "", "") for span in statement.source]
        self.spans = sorted(spans, key=lambda one: (one[0].start, -one[0].end))

    def of(self, part: Span) -> str:
        """The HTML of a stretch: cut wherever something begins or ends, since spans may overlap and elements may not."""
        here = [one for one in self.spans if one[0].start < part.end and one[0].end > part.start]
        cuts = {part.start, part.end}
        for span, *_ in here:
            cuts |= {max(span.start, part.start), min(span.end, part.end)}
        ordered = sorted(cuts)
        out = []
        for start, end in zip(ordered, ordered[1:]):
            on = [one for one in here if one[0].start <= start and end <= one[0].end]
            begins = [one[3] for one in on if one[3] and one[0].start == start]
            out += [f"<sup>{escape(id)}</sup>" for id in begins]
            words = escape(self.text[start:end])
            if not on:
                out.append(words)
                continue
            # The innermost statement gives the colour, as the text does.
            said = [one for one in on if one[3]]
            classes = sorted({one[1] for one in on if not one[3]}) + ([said[-1][1]] if said else [])
            title = f' title="{escape(said[-1][2])}"' if said else ""
            out.append(f'<span class="{" ".join(classes)}"{title}>{words}</span>')
        return "".join(out)


def _statements(record: Record) -> str:
    if not record.statements:
        return "<p><em>No statement was found.</em></p>"
    rows = []
    for statement in record.statements[:_MOST_STATEMENTS]:
        act = ("not " if statement.negated else "") + statement.act if statement.act else ""
        cells = [
            statement.id,
            statement.speaker_name or "(nobody is named)",
            statement.kind,
            act,
            statement.text,
            f"{statement.confidence:.2f}",
        ]
        rows.append("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>")
    more = len(record.statements) - len(rows)
    if more > 0:
        rows.append(f'<tr><td colspan="6">… and {more} more</td></tr>')
    heads = "".join(f"<th>{head}</th>" for head in ("", "speaker", "kind", "act", "what is said", "confidence"))
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    return f"<details><summary>Statements: {len(record.statements)}</summary>{table}</details>"
