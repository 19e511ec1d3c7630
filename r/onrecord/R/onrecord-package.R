#' Who said what in the news
#'
#' `onrecord` reads news and keeps a record of every saying in it: who spoke,
#' the words that mark the saying, and what was said. This package runs the
#' program `onrecord` and gives what it tells as data frames.
#'
#' Start with [add_articles()], which reads files, folders or data frames into
#' an archive, and ask it with [find_statements()], [positions()], [events()],
#' [sayings()], [wording()] and [network()]; or read an article alone with
#' [read_record()]. `vignette("nexis", package = "onrecord")` leads from an
#' export of a press database to a discourse network.
#'
#' @section Tables:
#' Every table is a tibble where the package \pkg{tibble} is installed, and a
#' data frame that prints briefly where it is not (or where
#' `options(onrecord.tibble = FALSE)` is set). In both, sets of values that are
#' known beforehand (kinds, acts, sides, types of events) are factors with all
#' their levels; days are `Date`s; what the article does not tell is `NA`; and a
#' question that finds nothing gives a table without rows that has all the
#' columns, with their types.
#'
#' @section Spans:
#' Columns such as `content_spans` are lists: for each row a matrix of integers
#' with a row for each piece and the columns `start` and `stop`, which count
#' characters (Unicode code points) of the article's text from 1, both ends
#' included, so that `substr(text, start, stop)` gives the words. (The program
#' itself counts from 0, with the end excluded: its `[start, end]` is
#' `start + 1` to `end` here.) [span_text()] does it for whole tables.
#'
#' @section The program:
#' It is looked for in the option `onrecord.binary`, then in the environment
#' variable `ONRECORD_BINARY`, then on the `PATH`. See [onrecord_binary()].
#'
#' @importFrom stats setNames
#' @importFrom utils head
#' @keywords internal
"_PACKAGE"
