# The sets of values that the record knows (docs/record.schema.json of the repository), in its order.

known_levels <- list(
  kind = c("direct", "mixed", "indirect"),
  act = c(
    "say", "stress", "report", "explain", "argue", "claim", "describe", "conclude", "suggest", "predict", "warn", "confirm", "admit",
    "agree", "deny", "disagree", "answer", "ask", "request", "urge", "demand", "order", "recommend", "invite", "promise", "offer",
    "threaten", "refuse", "reject", "accept", "support", "oppose", "criticise", "accuse", "praise", "thank", "apologise", "welcome",
    "congratulate", "mourn", "regret", "complain", "mock", "declare", "rule", "decree", "ban", "allow", "appoint", "dismiss",
    "believe", "know", "doubt", "wonder", "expect", "hope", "fear", "want", "plan", "like", "dislike"
  ),
  actor_kind = c("person", "office", "organisation", "state", "group", "place"),
  how = c("source", "carried", "turn"),
  type = c(
    "AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "YIELD", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION",
    "MOBILIZE", "COERCE", "ASSAULT"
  ),
  quad = c("verbal-cooperation", "material-cooperation", "verbal-conflict", "material-conflict"),
  status = c("happened", "ongoing", "planned", "threatened", "denied", "hypothetical"),
  voice = c("outlet", "claim"),
  side = c("for", "against", "unclear"),
  dated_by = c("told", "published", "unknown"),
  evidence = c("statement", "event"),
  sameness = c("exact", "cut", "changed", "paraphrase"),
  report_evidence = c("outlet", "credit", "earliest", "first"),
  part = c("headline", "summary", "subhead", "dateline", "byline", "body", "caption", "litter"),
  precision = c(
    "second", "minute", "hour", "part_of_day", "day", "weekend", "week", "month", "quarter", "season", "half_year", "year", "decade",
    "century", "vague"
  ),
  node_type = c("actor", "issue"),
  agreement = c("for", "against", "both", "neither")
)

# A factor with the levels that are known, and behind them whatever a newer program may say.
closed <- function(x, set) {
  levels <- known_levels[[set]]
  factor(x, levels = c(levels, setdiff(unique(x[!is.na(x)]), levels)))
}
