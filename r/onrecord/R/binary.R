# The program: where it is, and whether this package understands it.

# The earliest version whose output this package reads, and the first that may have changed it.
oldest <- "0.1.0"
too_new <- "0.2.0"

# What was found out of a program, by its path, size and time: asking costs a start.
known <- new.env(parent = emptyenv())

#' The program that does the reading
#'
#' `onrecord_binary()` finds the program `onrecord`: the option
#' `onrecord.binary` goes before the environment variable `ONRECORD_BINARY`, and
#' that before the `PATH`. `onrecord_version()` asks it for its version.
#'
#' The program is built from its repository with a Rust toolchain
#' (<https://rustup.rs>): `cargo install --path crates/onrecord-cli --features full`, which puts
#' it where the `PATH` finds it. To use another one, say
#' `options(onrecord.binary = "/path/to/onrecord")`, for good in `~/.Rprofile`.
#'
#' @return `onrecord_binary()`: the path of the program. It is an error of class
#'   `onrecord_no_binary` if there is none. `onrecord_version()`: its version,
#'   a `package_version`; an error of class `onrecord_wrong_binary` if the
#'   program is not `onrecord` or is too old for this package, and a warning,
#'   once in a session, if it is so new that this package may not understand it.
#' @examples
#' \dontshow{if (onrecord:::has_binary()) withAutoprint(\{}
#' onrecord_binary()
#' onrecord_version()
#' \dontshow{\})}
#' @export
onrecord_binary <- function() {
  told <- c(
    "the option onrecord.binary" = as.character(getOption("onrecord.binary", "")),
    "the environment variable ONRECORD_BINARY" = Sys.getenv("ONRECORD_BINARY")
  )
  told <- told[!is.na(told) & nzchar(told)]
  if (length(told)) {
    path <- path.expand(told[[1]])
    if (file.exists(path) && !dir.exists(path)) {
      return(path)
    }
    # A name without a folder is looked for on the PATH, as a shell would.
    found <- Sys.which(path)
    if (nzchar(found)) {
      return(unname(found))
    }
    fail(
      sprintf("%s names %s, and there is no such program", names(told)[1], told[[1]]),
      how_to_get_it(), "onrecord_no_binary"
    )
  }
  found <- Sys.which("onrecord")
  if (!nzchar(found)) {
    fail("the program onrecord was not found on the PATH", how_to_get_it(), "onrecord_no_binary")
  }
  unname(found)
}

how_to_get_it <- function() {
  paste(
    "build it from its repository with `cargo install --path crates/onrecord-cli --features full` (Rust: https://rustup.rs), or say where it is with",
    "options(onrecord.binary = \"/path/to/onrecord\") or the environment variable ONRECORD_BINARY"
  )
}

#' @rdname onrecord_binary
#' @export
onrecord_version <- function() {
  checked_binary()$version
}

# Whether there is a program that can be used: for examples and vignettes, which must not fail without one.
has_binary <- function() {
  !inherits(try(suppressWarnings(checked_binary()), silent = TRUE), "try-error")
}

# The path and version of the program, once its version is known to be one that this package understands.
checked_binary <- function() {
  path <- onrecord_binary()
  facts <- file.info(path)
  key <- paste(path, facts$size, as.numeric(facts$mtime))
  if (is.null(known[[key]])) {
    known[[key]] <- asked_version(path)
  }
  version <- known[[key]]
  if (version < oldest) {
    fail(
      sprintf("%s is onrecord %s, and this package needs %s or later", path, version, oldest),
      "build a newer one from the repository, or give the path of another in options(onrecord.binary = )",
      "onrecord_wrong_binary"
    )
  }
  told <- paste("told", key)
  if (version >= too_new && is.null(known[[told]])) {
    known[[told]] <- TRUE
    warn(
      sprintf("%s is onrecord %s, which is newer than what this package was made for (before %s)", path, version, too_new),
      "install the R package of the same version; until then, look at what comes out before you trust it",
      "onrecord_newer_binary"
    )
  }
  list(path = path, version = version)
}

asked_version <- function(path) {
  ran <- tryCatch(run_program(path, "--version"), error = function(e) list(status = 1, stdout = "", stderr = conditionMessage(e)))
  line <- c(ran$stdout, "")[1]
  if (!identical(ran$status, 0L) || !grepl("^onrecord [0-9]+(\\.[0-9]+)+", line)) {
    fail(
      sprintf("%s does not say of itself that it is onrecord", path),
      paste("give the path of the program in options(onrecord.binary = );", how_to_get_it()), "onrecord_wrong_binary"
    )
  }
  # What follows the numbers, as in 0.1.0-rc.1, counts for nothing.
  package_version(sub("^onrecord ([0-9.]+[0-9]).*", "\\1", line))
}
