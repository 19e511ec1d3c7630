event_columns <- c(
  event = "chr", from = "day", to = "day", type = "f:type", source = "chr", target = "chr", status = "f:status", place = "chr",
  voice = "f:voice", claimed_by = "chr", quad = "f:quad", cameo = "chr", mode = "chr", context = "chr", mutual = "lgl",
  mentions = "int", articles = "int", outlets = "int", origins = "int", conflicts = "chr", source_keys = "words",
  target_keys = "words", tellings = "words", coder = "chr", coded_at = "chr"
)

telling_columns <- c(
  article = "chr", event = "chr", day = "day", outlet = "chr", type = "f:type", sources = "words", targets = "words",
  status = "f:status", anchor = "chr", place = "chr", inside = "chr", statement = "chr", quad = "f:quad", cameo = "chr",
  mode = "chr", context = "words", source_keys = "words", target_keys = "words", mutual = "lgl", from = "day", to = "day",
  confidence = "dbl", version = "int", published = "chr", anchor_spans = "spans", coder = "chr", coded_at = "chr"
)

pair_columns <- c(
  event_id = "chr", date = "day", date_end = "day", no_later_than = "day", source = "chr", source_id = "chr", source_country = "chr",
  source_kind = "f:actor_kind", target = "chr", target_id = "chr", target_country = "chr", target_kind = "f:actor_kind",
  type = "f:type", quad = "int", quad_class = "f:quad", cameo_root = "chr", mode = "chr", context = "chr", place = "chr",
  status = "f:status", voice = "f:voice", claimed_by = "chr", mentions = "int", articles = "int", origins = "int",
  conflicts = "chr", tellings = "chr", coder = "chr", coded_at = "chr"
)

#' Events: who did what to whom
#'
#' @param x An archive, or its path; or what [read_record()] gives.
#' @param query Which events, such as
#'   `"event:ASSAULT from:RUS target:Ukraine status:happened"`; all if not given.
#' @param rows What a row is. `"event"`: an event, with all the articles that
#'   tell of it as one. `"pair"`: a source and a target of an event, in the order
#'   of days, for those who work with event data (the columns of
#'   `onrecord events --format day`). `"telling"`: an event as one article tells
#'   it, with the place of its words; then the query is one of statements, and
#'   narrows the articles to those in which it finds one.
#' @param ... Not used.
#' @return A table. `type` is PLOVER's root type, `quad` its quad class, `status`
#'   whether it happened, `voice` whether an outlet reports it itself (`outlet`)
#'   or somebody claims it (`claim`, then `claimed_by` says who), `from` and
#'   `to` the first and last day on which it can have been. Several sources,
#'   targets or claimants are parted by `; `. `docs/events.md` of the repository
#'   says what belongs where.
#' @examples
#' \dontshow{if (onrecord:::has_binary()) withAutoprint(\{}
#' news <- archive(tempfile(fileext = ".db"))
#' add_articles(system.file("extdata", "nexis.docx", package = "onrecord"), news)
#' events(news)
#' \dontshow{\})}
#' @export
events <- function(x, ...) {
  UseMethod("events")
}

#' @rdname events
#' @export
events.character <- function(x, query = NULL, rows = c("event", "pair", "telling"), ...) {
  nothing_else(...)
  rows <- match.arg(rows)
  if (rows == "telling") {
    return(exported(x, "events", query, telling_columns, "events"))
  }
  format <- if (rows == "pair") "day" else "json"
  limit <- if (rows == "event") c("--limit", "0")
  out <- onrecord(c("events", "--format", format, limit, flags(archive = existing(x)), asked(query)))
  if (rows == "pair") {
    read <- csv_table(out$stdout)
    lines <- lapply(seq_len(nrow(read)), function(i) {
      row <- as.list(read[i, , drop = FALSE])
      row[!is.na(row)]
    })
    return(as_table(lines, pair_columns, "events"))
  }
  as_table(lapply(parsed_lines(out$stdout), flat_event), event_columns, "events")
}

flat_event <- function(event) {
  party_names <- function(parties) several(lapply(parties, `[[`, "name"), "; ")
  keys <- function(parties) vapply(parties, function(p) p$key %||% "", "")
  # Who put something of it right last.
  coded <- Filter(function(t) !is.null(t$coded_at), event$tellings)
  last <- if (length(coded)) coded[[which.max(rank(vapply(coded, `[[`, "", "coded_at"), ties.method = "first"))]]
  c(
    list(
      coder = last$coder, coded_at = last$coded_at,
      event = event$id, source = party_names(event$source), target = party_names(event$target), source_keys = keys(event$source),
      target_keys = keys(event$target), context = several(event$contexts, ";"),
      claimed_by = several(sort(unique(as.character(unlist(lapply(event$tellings, `[[`, "claimed_by")))), method = "radix"), "; "),
      conflicts = several(lapply(event$conflicts, `[[`, "about"), ";"),
      tellings = vapply(event$tellings, function(t) paste0(t$article, "#", t$event), "")
    ),
    event[c(
      "from", "to", "type", "status", "place", "voice", "quad", "cameo", "mode", "mutual", "mentions", "articles", "outlets", "origins"
    )]
  )
}

# Values as one string, or nothing where there are none.
several <- function(values, between) {
  values <- unlist(values)
  if (length(values)) paste(values, collapse = between)
}

#' @rdname events
#' @export
events.onrecord_archive <- function(x, ...) events(x$path, ...)

#' @rdname events
#' @export
events.onrecord_record <- function(x, ...) x$events
