# Lines of JSON as tables. A table is described by a named vector with the type of each of its columns:
#
#   chr, int, dbl, lgl     as R has them
#   day                    Date, from the first ten characters
#   f:SET                  factor, with the levels of known_levels
#   words                  list of character vectors
#   spans                  list of integer matrices: see `as_spans`

# Objects of JSON, one a line, as lists. Taken in shares, so that no string gets too long.
parsed_lines <- function(lines) {
  lines <- lines[nzchar(lines)]
  shares <- split(lines, (seq_along(lines) - 1) %/% 2000)
  read <- lapply(shares, function(share) {
    jsonlite::fromJSON(paste0("[", paste(share, collapse = ","), "]"), simplifyVector = FALSE)
  })
  unlist(unname(read), recursive = FALSE)
}

# The table that `columns` describe. `rows` are lists, of which what is absent is NA.
as_table <- function(rows, columns, class) {
  values <- lapply(names(columns), function(name) column(rows, name, columns[[name]]))
  made_table(setNames(values, names(columns)), class)
}

column <- function(rows, name, type) {
  values <- lapply(rows, function(row) row[[name]])
  typed(values, type)
}

typed <- function(values, type) {
  if (startsWith(type, "f:")) {
    return(closed(typed(values, "chr"), substring(type, 3)))
  }
  switch(type,
    chr = atoms(values, NA_character_),
    int = as.integer(atoms(values, NA_real_)),
    dbl = as.double(atoms(values, NA_real_)),
    lgl = atoms(values, NA),
    day = as.Date(substr(atoms(values, NA_character_), 1, 10)),
    words = lapply(values, function(v) as.character(unlist(v))),
    spans = lapply(values, as_spans),
    stop("no such type of column: ", type)
  )
}

# A vector of single values, in which what is absent (NULL) is NA.
atoms <- function(values, absent) {
  values[lengths(values) == 0] <- list(absent)
  out <- unlist(values, use.names = FALSE)
  if (is.null(out)) absent[0] else as.vector(out, mode(absent))
}

# Spans as the program has them, `[[start, end], …]` or `[{"start": …, "end": …}, …]`, counted as R counts: from 1, both ends in.
as_spans <- function(spans) {
  flat <- as.integer(unlist(spans))
  out <- matrix(flat, ncol = 2, byrow = TRUE, dimnames = list(NULL, c("start", "stop")))
  out[, "start"] <- out[, "start"] + 1L
  out
}

# One span as start and stop, or NA twice.
first_span <- function(span) if (is.null(span)) c(NA_integer_, NA_integer_) else as_spans(list(span))[1, ]

# Columns as a tibble where tibble is there, else as a data frame with a print method.
made_table <- function(columns, class) {
  lengths <- lengths(columns)
  n <- if (length(lengths)) lengths[[1]] else 0L
  frame <- structure(columns, names = names(columns), row.names = .set_row_names(n), class = "data.frame")
  class <- paste0("onrecord_", class)
  if (uses_tibble()) {
    tibble::new_tibble(frame, nrow = n, class = c(class, "onrecord_table"))
  } else {
    class(frame) <- c(class, "onrecord_table", "data.frame")
    frame
  }
}

uses_tibble <- function() {
  isTRUE(getOption("onrecord.tibble", TRUE)) && requireNamespace("tibble", quietly = TRUE)
}

#' Print a table
#'
#' Where the package \pkg{tibble} is installed, it prints the tables. Elsewhere
#' this shows the first rows, with as many columns as fit.
#'
#' @param x A table.
#' @param n The number of rows.
#' @param ... Not used.
#' @return `x`, invisibly.
#' @export
print.onrecord_table <- function(x, n = 10, ...) {
  if (inherits(x, "tbl_df")) {
    return(NextMethod())
  }
  cat(sprintf("# onrecord, %s: %d x %d\n", sub("^onrecord_", "", class(x)[1]), nrow(x), ncol(x)))
  shown <- utils::head(x, n)
  cells <- lapply(shown, function(column) {
    if (is.list(column)) {
      return(sprintf("<%d>", vapply(column, NROW, 1L)))
    }
    text <- gsub("[\r\n]+", " ", as.character(column))
    long <- !is.na(text) & nchar(text) > 40
    text[long] <- paste0(substr(text[long], 1, 39), "\u2026")
    text
  })
  widths <- vapply(names(cells), function(name) max(nchar(c(name, cells[[name]], "NA"), "width"), na.rm = TRUE), 1L)
  fits <- cumsum(widths + 1L) + nchar(nrow(shown)) < getOption("width")
  fits[1] <- TRUE
  if (nrow(shown)) {
    print(as.data.frame(cells[fits], optional = TRUE, stringsAsFactors = FALSE), right = FALSE)
  }
  more <- c(
    if (nrow(x) > nrow(shown)) sprintf("%d more rows", nrow(x) - nrow(shown)),
    if (!all(fits)) sprintf("%d more columns: %s", sum(!fits), paste(names(x)[!fits], collapse = ", "))
  )
  if (!nrow(shown) && all(fits)) more <- paste("columns:", paste(names(x), collapse = ", "))
  if (length(more)) cat(strwrap(paste("#", paste(more, collapse = "; ")), exdent = 2, prefix = ""), sep = "\n")
  invisible(x)
}

#' The words of spans
#'
#' @param text The texts, one for each element of `spans`, or one for all.
#' @param spans A list of spans, as the columns `content_spans` and the like
#'   are, or one matrix with the columns `start` and `stop`.
#' @param between What stands between pieces.
#' @return A character vector: the words of each element, `NA` where there are
#'   none.
#' @examples
#' span_text("Nobody asked us, she said.", cbind(start = 18, stop = 20))
#' @export
span_text <- function(text, spans, between = " \u2026 ") {
  if (is.matrix(spans)) {
    spans <- list(spans)
  }
  if (!length(spans)) {
    return(character())
  }
  text <- rep_len(enc2utf8(as.character(text)), length(spans))
  vapply(seq_along(spans), function(i) {
    span <- spans[[i]]
    if (is.null(span) || !nrow(span)) {
      return(NA_character_)
    }
    paste(substring(text[i], span[, "start"], span[, "stop"]), collapse = between)
  }, "")
}
