position_columns <- c(
  issue = "chr", actor = "chr", stand = "int", side = "f:side", inferred = "lgl", from = "day", to = "day", dated_by = "f:dated_by",
  words = "chr", because = "chr", evidence = "f:evidence", act = "chr", kind = "chr", conditions = "chr", hedges = "chr",
  told_by = "chr", changes = "words", contradicts = "words", articles = "int", voices = "int", first_outlet = "chr",
  actor_id = "chr", actor_kind = "f:actor_kind", country = "chr", where = "words"
)

#' Positions: who stands where on an issue
#'
#' @section Issues:
#' An issue is a name and a query: the statements that it finds are on the
#' issue. Issues are given as a named character vector, `c(ferry =
#' "about:ferry", toll = "about:toll")`; as a data frame with the columns `name`
#' and `query`, and, if wanted, `for` and `against`: queries that say which side
#' a statement takes, where that is not to be told from its act and words; or as
#' the path of a file of issues (`docs/networks.md` of the repository).
#'
#' @param archive An archive, or its path.
#' @param query Which statements are on the issue, such as `'about:"peace
#'   talks"'`. With `issues`, narrows these.
#' @param issues Issues: see below.
#' @param statements Look at no more than this many statements of an issue, the
#'   latest. Where an issue has more, ask for a shorter time.
#' @return A table with a row for each stand that an actor takes, in the order
#'   of time: `issue`, `actor`, `stand` (its number), `side` (`for`, `against` or
#'   `unclear`), `inferred` (whether the side is told by the text or inferred),
#'   `from` and `to` (the days on which it can have been taken), `words`,
#'   `because`, what it stands on (`evidence`, `act`, `kind`), and the numbers of
#'   earlier stands that it `changes` or `contradicts` (lists). `where` lists the
#'   statements that carry it. `docs/positions.md` of the repository says how
#'   sides are told, and how good that is.
#' @examples
#' \dontshow{if (onrecord:::has_binary()) withAutoprint(\{}
#' news <- archive(tempfile(fileext = ".db"))
#' add_articles(system.file("extdata", "nexis.docx", package = "onrecord"), news)
#' positions(news, 'about:"night ferry"')
#' \dontshow{\})}
#' @export
positions <- function(archive, query = NULL, issues = NULL, statements = 20000) {
  file <- issue_file(issues)
  on.exit(unlink(file$made))
  if (is.null(file$path) && is.null(query)) {
    fail("which issue is not said", "give a query, like 'about:\"peace talks\"', or issues", "onrecord_usage_error")
  }
  out <- onrecord(c(
    "positions", "--format", "json", "--limit", "0", "--stands", "0", "--statements", statement_limit(statements),
    flags(archive = existing(archive), issues = file$path), asked(query)
  ))
  rows <- lapply(parsed_lines(out$stdout), function(position) lapply(position$stands, flat_stand, position = position))
  as_table(unlist(rows, recursive = FALSE), position_columns, "positions")
}

statement_limit <- function(n) {
  if (length(n) != 1 || is.na(n) || n < 1) {
    fail("`statements` is one number", NULL, "onrecord_usage_error")
  }
  format(min(n, .Machine$integer.max), scientific = FALSE)
}

flat_stand <- function(stand, position) {
  evidence <- stand$evidence
  is_event <- identical(evidence$by, "event")
  marks <- function(what) unlist(lapply(stand$marks, function(m) if (m$what == what) m$against))
  carriers <- stand$carriers
  c(
    list(
      issue = position$issue, actor = position$actor, actor_id = position$key, actor_kind = position$kind, country = position$country,
      stand = stand$number, evidence = evidence$by, act = if (is_event) evidence$event else evidence$act,
      kind = if (is_event) evidence$status else evidence$kind, conditions = several(stand$conditions, "; "),
      hedges = several(stand$hedges, "; "), changes = marks("change"), contradicts = marks("contradiction"),
      articles = length(carriers), first_outlet = if (length(carriers)) carriers[[1]]$outlet,
      where = vapply(carriers, function(c) paste0(c$article, "#", c$id), "")
    ),
    stand[c("side", "inferred", "from", "to", "dated_by", "words", "because", "told_by", "voices")]
  )
}

# Issues as the path of a file of them; `made` is one to be taken away again.
issue_file <- function(issues) {
  if (is.null(issues)) {
    return(list())
  }
  if (is.character(issues) && is.null(names(issues))) {
    if (length(issues) == 1 && file.exists(issues)) {
      return(list(path = path.expand(issues)))
    }
    fail(
      sprintf("%s: no such file of issues", issues[1]), "issues have names: c(ferry = \"about:ferry\")", "onrecord_usage_error"
    )
  }
  if (is.character(issues)) {
    issues <- data.frame(name = names(issues), query = unname(issues), stringsAsFactors = FALSE)
  }
  if (!is.data.frame(issues) || !all(c("name", "query") %in% names(issues))) {
    fail("issues are a named vector of queries, a data frame with name and query, or a file", NULL, "onrecord_usage_error")
  }
  if (!nrow(issues) || anyNA(issues[c("name", "query")]) || any(!nzchar(issues$name))) {
    fail("each issue has a name and a query", NULL, "onrecord_usage_error")
  }
  lines <- unlist(lapply(seq_len(nrow(issues)), function(i) {
    own <- intersect(c("name", "query", "for", "against"), names(issues))
    values <- vapply(own, function(name) as.character(issues[[name]][i]), "")
    values <- values[!is.na(values) & nzchar(values)]
    c("[[issue]]", paste(names(values), "=", toml_strings(values)))
  }))
  path <- tempfile("onrecord-issues-", fileext = ".toml")
  write_utf8(lines, path)
  list(path = path, made = path)
}

# Strings of TOML are those of JSON, but that DEL has to be written by its number.
toml_strings <- function(x) gsub("\u007f", "\\\\u007F", json_strings(x))
