# Errors and warnings: what happened, and what to do about it.

told <- function(message, hint = NULL) {
  if (is.null(hint) || is.na(hint)) message else paste0(message, "\n  hint: ", hint)
}

condition <- function(message, hint, class, ...) {
  structure(class = c(class, "condition"), list(message = told(message, hint), call = NULL, hint = hint, ...))
}

fail <- function(message, hint = NULL, class = character(), ...) {
  stop(condition(message, hint, c(class, "onrecord_error", "error"), ...))
}

warn <- function(message, hint = NULL, class = character(), ...) {
  warning(condition(message, hint, c(class, "onrecord_warning", "warning"), ...))
}

# What the program says on standard error: data frame of label, message and hint, one row each, and the other lines.
parsed_messages <- function(lines) {
  # Continuation lines are indented.
  begins <- grepl("^(error|warning): ", lines)
  within <- grepl("^ ", lines)
  belongs <- cumsum(!within)
  blocks <- split(lines, belongs)
  is_message <- vapply(blocks, function(b) grepl("^(error|warning): ", b[1]), NA)
  messages <- lapply(blocks[is_message], function(block) {
    hinted <- grep("^  hint: ", block)[1]
    what <- if (is.na(hinted)) block else block[seq_len(hinted - 1)]
    hint <- if (is.na(hinted)) character() else block[hinted:length(block)]
    data.frame(
      label = sub(":.*", "", what[1]),
      message = paste(sub("^ {8}", "  ", sub("^(error|warning): ", "", what)), collapse = "\n"),
      hint = if (length(hint)) paste(trimws(sub("^  hint: ", "", hint)), collapse = "\n") else NA_character_,
      stringsAsFactors = FALSE
    )
  })
  none <- data.frame(label = character(), message = character(), hint = character(), stringsAsFactors = FALSE)
  list(messages = do.call(rbind, c(list(none), unname(messages))), others = unlist(blocks[!is_message], use.names = FALSE))
}

# Most messages of one run that are shown; all are in the condition.
shown_at_most <- 20L

# Several messages as one: those with the same hint say it once.
joined <- function(messages) {
  shown <- utils::head(messages, shown_at_most)
  out <- character()
  for (i in seq_len(nrow(shown))) {
    again <- i < nrow(shown) && identical(shown$hint[i], shown$hint[i + 1])
    out <- c(out, told(shown$message[i], if (again) NULL else shown$hint[i]))
  }
  more <- nrow(messages) - nrow(shown)
  if (more > 0) {
    out <- c(out, sprintf("and %d more: see the field `messages` of this condition", more))
  }
  paste(out, collapse = "\n")
}
