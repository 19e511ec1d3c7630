saying_columns <- c(
  saying = "int", speaker = "chr", articles = "int", voices = "int", words = "chr", article = "chr", statement = "chr", day = "day",
  outlet = "chr", voice = "chr", duplicate = "lgl", kind = "f:kind", sameness = "f:sameness", content = "chr", differences = "chr",
  published = "chr"
)

#' The same saying in many articles
#'
#' `sayings()` lists what several articles have one and the same person say, and
#' how the words changed on the way. `duplicates()` lists the reports that
#' several articles carry: one agency's text in many papers is one voice.
#'
#' @param archive An archive, or its path.
#' @param query Only sayings, or reports, in which this query finds a statement.
#' @param carriers Only reports that at least this many articles carry.
#' @return `sayings()`: a table with a row for each article that has a saying,
#'   those of one saying together: `saying` (its number), `speaker`, the numbers
#'   of `articles` and `voices`, its fullest `words`, and for the row's article
#'   `sameness` (`exact`, `cut`, `changed` or `paraphrase`), its own `content`,
#'   and the `differences`: words that it leaves out stand in `[-...-]`, words
#'   that it puts in in `{+...+}`. `duplicates()`: a row for each article that
#'   carries a report: `report`, `voice` (whose it seems to be), `evidence`,
#'   `carriers` (how many), and whether the row's article is the `origin`.
#' @examples
#' \dontshow{if (onrecord:::has_binary()) withAutoprint(\{}
#' news <- archive(tempfile(fileext = ".db"))
#' add_articles(system.file("extdata", "nexis.docx", package = "onrecord"), news)
#' sayings(news)
#' \dontshow{\})}
#' @export
sayings <- function(archive, query = NULL) {
  out <- onrecord(c("sayings", "--format", "json", "--limit", "0", flags(archive = existing(archive)), asked(query)))
  rows <- lapply(parsed_lines(out$stdout), function(saying) {
    lapply(saying$carried, function(carried) {
      carried$day <- carried$published
      carried$differences <- several(lapply(carried$differences, marked_difference), " ")
      utils::modifyList(saying[c("saying", "articles", "voices", "words")], carried)
    })
  })
  as_table(unlist(rows, recursive = FALSE), saying_columns, "sayings")
}

marked_difference <- function(difference) {
  switch(difference$what,
    out = paste0("[-", difference$words, "-]"),
    `in` = paste0("{+", difference$words, "+}"),
    difference$words
  )
}

report_columns <- c(
  report = "int", voice = "chr", evidence = "f:report_evidence", carriers = "int", article = "chr", day = "day", outlet = "chr",
  title = "chr", origin = "lgl", agency = "chr", agency_place = "chr", containment = "dbl", version = "int", published = "chr"
)

#' @rdname sayings
#' @export
duplicates <- function(archive, query = NULL, carriers = 2) {
  out <- onrecord(c(
    "duplicates", "--format", "json", "--limit", "0", "--carriers", count_flag(carriers, "carriers"),
    flags(archive = existing(archive)), asked(query)
  ))
  rows <- lapply(parsed_lines(out$stdout), function(report) {
    lapply(report$carriers, function(carrier) {
      carrier$day <- carrier$published
      c(report[intersect(c("report", "voice", "evidence"), names(report))], list(carriers = length(report$carriers)), carrier)
    })
  })
  as_table(unlist(rows, recursive = FALSE), report_columns, "duplicates")
}
