# Running the program and taking in what it says.

# What the program's exit codes mean (README.md of the repository, "When something cannot be read").
exits <- c(good = 0L, nothing = 1L, usage = 2L, partly = 3L, stopped = 130L)

# Runs a program to its end: its status and the lines of both outputs, as UTF-8.
#
# Outputs go through files: `system2(stdout = TRUE)` breaks lines of more than 8095 bytes, which records have.
run_program <- function(path, args, stdin = "") {
  out <- tempfile("onrecord-out-")
  err <- tempfile("onrecord-err-")
  on.exit(unlink(c(out, err)))
  status <- suppressWarnings(system2(
    verbatim(path), quoted(args),
    stdout = out, stderr = err, stdin = stdin
  ))
  list(status = as.integer(status), stdout = read_utf8(out), stderr = read_utf8(err))
}

read_utf8 <- function(path) {
  if (!file.exists(path)) {
    return(character())
  }
  connection <- file(path, "rb")
  on.exit(close(connection))
  readLines(connection, encoding = "UTF-8", warn = FALSE)
}

# Arguments as the program is to see them.
quoted <- function(args, windows = .Platform$OS.type == "windows") {
  args <- verbatim(args)
  if (windows) quoted_for_windows(args) else shQuote(args, type = "sh")
}

# By the rules of Microsoft's C runtime, by which programs on Windows take their command line apart: backslashes count only
# before a quotation mark, where each has to be doubled. `shQuote(type = "cmd")` forgets those at the end, as in "C:\\news\\".
quoted_for_windows <- function(args) {
  args <- gsub("(\\\\*)\"", "\\1\\1\\\\\"", args, perl = TRUE)
  args <- gsub("(\\\\+)$", "\\1\\1", args, perl = TRUE)
  paste0("\"", args, "\"")
}

# The bytes of UTF-8, which R would otherwise translate for the shell into what the locale can write: `Schürmann` would arrive
# as `Sch<U+00FC>rmann` in the locale C. What R does not know the encoding of (file names, on the command line) stays as it is.
verbatim <- function(x) {
  x <- as.character(x)
  known <- Encoding(x) %in% c("UTF-8", "latin1")
  x[known] <- enc2utf8(x[known])
  # On Windows R itself hands wide characters on, and has to know what it has.
  if (.Platform$OS.type != "windows") {
    Encoding(x) <- "unknown"
  }
  x
}

# Runs onrecord and gives its standard output. What it says on standard error becomes warnings where there is a result, and an
# error where there is none. `good` are the exit codes with which there is one.
onrecord <- function(args, stdin = "", good = exits[c("good", "partly")]) {
  path <- checked_binary()$path
  ran <- run_program(path, args, stdin)
  said <- parsed_messages(ran$stderr)
  messages <- said$messages
  if (ran$status %in% good) {
    if (nrow(messages)) {
      class <- if (ran$status == exits[["partly"]]) "onrecord_partial"
      warn(joined(messages), NULL, class, messages = messages, status = ran$status)
    }
    return(list(stdout = ran$stdout, others = said$others, status = ran$status))
  }
  what <- if (nrow(messages)) {
    joined(messages)
  } else if (ran$status == exits[["stopped"]]) {
    "onrecord was stopped"
  } else {
    c(said$others[nzchar(said$others)], sprintf("onrecord ended with status %d and said nothing", ran$status))[1]
  }
  class <- if (ran$status == exits[["usage"]]) "onrecord_usage_error" else if (ran$status == exits[["stopped"]]) "onrecord_stopped"
  fail(what, NULL, class, messages = messages, status = ran$status, args = args)
}

# Flags and their values, without those that are not given.
flags <- function(...) {
  given <- list(...)
  out <- lapply(names(given), function(name) {
    value <- given[[name]]
    if (is.null(value) || identical(value, FALSE)) {
      return(character())
    }
    flag <- paste0("--", gsub("_", "-", name))
    if (isTRUE(value)) flag else c(rbind(flag, as.character(value)))
  })
  unlist(out, use.names = FALSE)
}

# A query stands behind `--`, so that one that begins with a hyphen is no flag.
asked <- function(query) {
  if (is.null(query)) {
    return(character())
  }
  if (!is.character(query) || length(query) != 1 || is.na(query)) {
    fail("a query is one string", "for instance 'speaker:Holm act:promise'; docs/query.md describes the language", "onrecord_usage_error")
  }
  if (nzchar(trimws(query))) c("--", query) else character()
}

count_flag <- function(n, name) {
  if (length(n) != 1 || is.na(n) || n < 0) {
    fail(sprintf("`%s` is one number, or Inf for all", name), NULL, "onrecord_usage_error")
  }
  if (is.finite(n)) format(as.integer(n), scientific = FALSE) else "0"
}
