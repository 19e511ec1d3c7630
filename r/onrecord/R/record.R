# Records: one or more articles, each with all that was read of it, as tables.

#' Read articles
#'
#' Reads articles without an archive and gives their records as tables.
#' `record_from_json()` takes records that the program wrote before
#' (`onrecord read --format jsonl`, or `json`).
#'
#' @param x Paths of files (plain text, pages, exports, tables) or addresses of
#'   pages; or a data frame with a row for each article, as [add_articles()]
#'   takes it.
#' @param text In place of `x`: texts of articles. Their names, if they have any,
#'   are what the articles are known by.
#' @inheritParams add_articles
#' @param min_confidence Leave out statements the reader is less sure of than
#'   this, from 0 to 1. Not with data frames.
#' @param file The path of a file with records, or a connection.
#' @param ... Not used.
#' @return A list of class `onrecord_record` with the tables `articles`,
#'   `statements`, `actors`, `events`, `times` (expressions of time and the days
#'   they stand for), `wording`, `parts` (which stretch of the text is headline,
#'   body or litter) and `notes`. `article` ties them together: the address of a
#'   page, or the path, or the name that was given. `speaker_id` of statements is
#'   `actor` of actors. The columns are described with [find_statements()],
#'   [articles()], [actors()] and [events()]. What cannot be read is told by a
#'   warning, and the rest is read; it is an error if nothing could be read.
#' @examples
#' \dontshow{if (onrecord:::has_binary()) withAutoprint(\{}
#' said <- "\u201cNobody asked us,\u201d Marit Holm said on Friday."
#' record <- read_record(text = said, published = "2024-03-20")
#' record
#' record$statements[c("speaker", "content", "said_from")]
#' span_text(record$articles$text, record$statements$content_spans)
#' \dontshow{\})}
#' @export
read_record <- function(x = NULL, ..., text = NULL, published = NULL, outlet = NULL, language = NULL, from = NULL, metadata = NULL,
                        field = NULL, min_confidence = NULL, actors = NULL, model = NULL, threads = NULL) {
  nothing_else(...)
  if (is.null(x) == is.null(text)) {
    fail("give either paths, or texts as `text`", "a text is no path: read_record(text = \"\u2026\")", "onrecord_usage_error")
  }
  if (inherits(x, "LNToutput")) {
    x <- from_lexisnexis(x)
  }
  shared <- flags(
    published = as_told(published), outlet = outlet, language = language, actors = path_or_null(actors), model = model,
    threads = threads
  )
  if (is.data.frame(x)) {
    if (!is.null(min_confidence)) {
      fail("`min_confidence` is not for data frames", "filter: subset(record$statements, confidence >= 0.5)", "onrecord_usage_error")
    }
    return(read_rows(rows_to_add(x, field), shared))
  }
  if (!is.null(field)) {
    fail("`field` is for data frames", NULL, "onrecord_usage_error")
  }
  shared <- c(shared, flags(min_confidence = min_confidence, from = from, metadata = path_or_null(metadata)))
  if (!is.null(text)) {
    return(read_texts(text, shared))
  }
  if (!is.character(x) || !length(x) || anyNA(x)) {
    fail("there are no paths to read", "an empty vector, or NA, was given", "onrecord_usage_error")
  }
  out <- onrecord(c("read", "--format", "jsonl", shared, "--", path.expand(x)))
  as_record(parsed_lines(out$stdout))
}

# Through an archive that nobody sees, since `onrecord read` takes rows as files only.
read_rows <- function(columns, shared) {
  path <- tempfile("onrecord-", fileext = ".db")
  on.exit(unlink(paste0(path, c("", "-wal", "-shm", "-journal"))))
  added_rows(columns, path, shared)
  out <- onrecord(c("export", "jsonl", "--table", "records", "--archive", path))
  record <- as_record(parsed_lines(out$stdout))
  renamed_articles(record, function(article) rows_not_lines(article))
}

read_texts <- function(text, shared) {
  names <- names(text)
  text <- enc2utf8(as.character(text))
  if (is.null(names)) names <- paste0("text", seq_along(text))
  if (anyDuplicated(names)) {
    fail(sprintf("%s is the name of several texts", names[duplicated(names)][1]), NULL, "onrecord_usage_error")
  }
  folder <- tempfile("onrecord-texts-")
  dir.create(folder)
  on.exit(unlink(folder, recursive = TRUE))
  # Numbers, as names may be anything.
  files <- file.path(folder, paste0(seq_along(text), ".txt"))
  for (i in seq_along(text)) {
    connection <- file(files[i], "wb")
    if (!is.na(text[i])) writeBin(charToRaw(text[i]), connection)
    close(connection)
  }
  renamed <- function(x) {
    # As paths in messages, too.
    for (i in rev(seq_along(files))) x <- gsub(files[i], names[i], x, fixed = TRUE)
    x
  }
  again <- function(c) {
    c$message <- renamed(c$message)
    if (!is.null(c$messages)) c$messages$message <- renamed(c$messages$message)
    c
  }
  out <- withCallingHandlers(
    tryCatch(
      onrecord(c("read", "--format", "jsonl", shared, "--", files)),
      onrecord_error = function(e) stop(again(e))
    ),
    onrecord_warning = function(w) {
      if (!identical(again(w)$message, w$message)) {
        warning(again(w))
        invokeRestart("muffleWarning")
      }
    }
  )
  record <- as_record(parsed_lines(out$stdout))
  renamed_articles(record, function(article) names[match(article, files)])
}

renamed_articles <- function(record, new) {
  record[] <- lapply(record, function(table) {
    table$article <- new(table$article)
    table
  })
  record
}

#' @rdname read_record
#' @export
record_from_json <- function(file) {
  lines <- if (inherits(file, "connection")) readLines(file, encoding = "UTF-8", warn = FALSE) else {
    if (!file.exists(file)) fail(sprintf("%s: no such file", file), NULL, "onrecord_usage_error")
    read_utf8(path.expand(file))
  }
  lines <- sub("^\ufeff", "", lines)
  # Indented objects, one after the other, end with a bracket at the beginning of a line.
  if (any(lines == "{")) {
    lines <- vapply(split(lines, cumsum(lines == "{")), paste, "", collapse = "\n")
  }
  records <- tryCatch(parsed_lines(lines), error = function(e) {
    fail("these are no records of onrecord: no JSON", "they come from `onrecord read --format jsonl`", "onrecord_no_record")
  })
  as_record(records)
}

# The name of the structure that this package knows (docs/record.schema.json).
record_schema <- "onrecord/1"

as_record <- function(records) {
  schema <- vapply(records, function(r) if (is.list(r)) as.character(r$schema %||% "") else "", "")
  other <- schema[schema != record_schema]
  if (length(other)) {
    hint <- if (grepl("^onrecord/", other[1])) "install the R package that belongs to the program" else "they come from `onrecord read --format jsonl`"
    fail(sprintf("this package reads records of %s, and not of %s", record_schema, dQuote(other[1], FALSE)), hint, "onrecord_no_record")
  }
  records <- lapply(records, prepared)
  tables <- c("articles", "statements", "actors", "events", "times", "wording", "parts", "notes")
  out <- lapply(setNames(tables, tables), function(table) {
    rows <- unlist(lapply(records, record_rows[[table]]), recursive = FALSE)
    as_table(rows, record_columns[[table]], table)
  })
  structure(out, class = "onrecord_record")
}

#' @export
print.onrecord_record <- function(x, ...) {
  counts <- vapply(x, nrow, 1L)
  counts <- counts[counts > 0 & !names(counts) %in% c("parts", "wording")]
  cat(sprintf("<onrecord record> %s\n", paste(counts, sub("s$", "(s)", names(counts)), collapse = ", ")))
  if (nrow(x$statements)) print(x$statements, ...)
  invisible(x)
}

# What the rows of every table of a record have in common.
prepared <- function(record) {
  article <- record$article
  record$name <- if (is.null(article$url)) article$origin else sub("#.*", "", article$url)
  record$day <- article$published
  ids <- function(things) setNames(as.list(things), vapply(things, function(thing) thing$id, ""))
  record$people <- ids(record$actors)
  record$when <- ids(record$times)
  record$letters <- utf8ToInt(article$text)
  record
}

# The words of spans, joined; nothing where there are none.
words_of <- function(record, spans) {
  several(lapply(spans, function(span) intToUtf8(record$letters[seq_len(span[[2]] - span[[1]]) + span[[1]]])), " \u2026 ")
}

in_record <- function(record, ...) c(list(article = record$name), list(...))

# Who put something right, where somebody did.
by_hand <- function(thing) list(coder = thing[["coded"]]$coder, coded_at = thing[["coded"]]$at)

one_of <- function(things, id) if (is.null(id)) NULL else things[[id]]

party_name <- function(record, party) {
  if (is.null(party)) {
    return(NULL)
  }
  one_of(record$people, party[["actor"]])[["name"]] %||% words_of(record, list(party[["span"]]))
}

# `[[` where a field may be absent: `$` would take one whose name begins alike (`speaker`, `speaker_how`).
record_rows <- list(
  articles = function(record) {
    a <- record$article
    list(c(by_hand(a), in_record(
      record,
      day = record$day, outlet = a[["outlet"]], title = a[["title"]], language = a[["language"]],
      words = sum(nzchar(strsplit(a[["text"]], "\\s+", perl = TRUE)[[1]])), statements = length(record$statements),
      published = a[["published"]], authors = a[["authors"]], url = a[["url"]], section = a[["section"]], page = a[["page"]],
      extraction_confidence = a[["extraction_confidence"]], notes = length(record$notes), id = a[["id"]], text = a[["text"]]
    )))
  },
  statements = function(record) {
    lapply(record$statements, function(s) {
      speaker <- one_of(record$people, s[["speaker"]])
      when <- one_of(record$when, s[["when"]])
      own <- s[intersect(c("act", "kind", "confidence", "speaker_how", "inside", "repeats"), names(s))]
      c(own, by_hand(s), in_record(
        record,
        statement = s[["id"]], day = record$day, outlet = record$article$outlet, speaker = speaker[["name"]], content = words_of(record, s[["content"]]),
        cue = words_of(record, s[["cue"]]), source = words_of(record, s[["source"]]), negated = isTRUE(s[["negated"]]), speaker_id = s[["speaker"]],
        speaker_kind = speaker[["kind"]], speaker_country = speaker[["country"]], speaker_role = speaker[["role"]],
        speaker_anonymous = if (!is.null(speaker)) isTRUE(speaker[["anonymous"]]),
        addressee = if (!is.null(s[["addressee"]])) words_of(record, list(s[["addressee"]]$span)), addressee_id = s[["addressee"]]$actor,
        occasion = if (!is.null(s[["occasion"]])) words_of(record, list(s[["occasion"]]$span)),
        medium = if (!is.null(s[["medium"]])) words_of(record, list(s[["medium"]])),
        said_from = when[["earliest"]], said_to = when[["latest"]], conditions = words_of(record, s[["conditions"]]),
        concessions = words_of(record, s[["concessions"]]), hedges = words_of(record, s[["hedges"]]),
        content_spans = s[["content"]], cue_spans = s[["cue"]], source_spans = s[["source"]]
      ))
    })
  },
  actors = function(record) {
    speakers <- unlist(lapply(record$statements, `[[`, "speaker"))
    lapply(record$actors, function(a) {
      spans <- lapply(a[["mentions"]], `[[`, "span")
      own <- a[intersect(c("name", "kind", "country", "role", "wikidata", "dictionary"), names(a))]
      c(own, by_hand(a), in_record(
        record,
        actor = a[["id"]], day = record$day, outlet = record$article$outlet, statements = sum(speakers == a[["id"]]),
        anonymous = isTRUE(a[["anonymous"]]), mentions = vapply(spans, function(s) words_of(record, list(s)), ""), mention_spans = spans
      ))
    })
  },
  events = function(record) {
    lapply(record$events, function(e) {
      when <- one_of(record$when, e[["when"]])
      party_names <- function(parties) unlist(lapply(parties, party_name, record = record))
      own <- e[intersect(c("type", "status", "inside", "statement", "quad", "cameo", "mode", "context", "confidence"), names(e))]
      c(own, by_hand(e), in_record(
        record,
        event = e[["id"]], day = record$day, outlet = record$article$outlet, sources = party_names(e[["source"]]), targets = party_names(e[["target"]]),
        anchor = words_of(record, e[["anchor"]]), place = party_name(record, e[["place"]]), mutual = isTRUE(e[["mutual"]]), from = when[["earliest"]],
        to = when[["latest"]], anchor_spans = e[["anchor"]]
      ))
    })
  },
  times = function(record) {
    lapply(record$times, function(t) {
      span <- first_span(t[["span"]])
      in_record(
        record,
        time = t[["id"]], words = words_of(record, list(t[["span"]])), from = t[["earliest"]], to = t[["latest"]], precision = t[["precision"]],
        type = t[["timex"]]$type, value = t[["timex"]]$value, modifier = t[["modifier"]], anchor = t[["anchor"]], start = span[1], stop = span[2]
      )
    })
  },
  wording = function(record) {
    lapply(record$wording, function(w) {
      span <- first_span(w[["span"]])
      in_record(record, kind = w[["kind"]], words = words_of(record, list(w[["span"]])), start = span[1], stop = span[2])
    })
  },
  parts = function(record) {
    lapply(record$article$parts, function(p) {
      span <- first_span(p[["span"]])
      in_record(record, part = p[["kind"]], text = words_of(record, list(p[["span"]])), start = span[1], stop = span[2])
    })
  },
  notes = function(record) {
    lapply(record$notes, function(n) {
      span <- first_span(n[["span"]])
      in_record(record, reason = n[["reason"]], remedy = n[["remedy"]], start = span[1], stop = span[2])
    })
  }
)

record_columns <- list(
  articles = c(
    article = "chr", day = "day", outlet = "chr", title = "chr", language = "chr", words = "int", statements = "int",
    published = "chr", authors = "words", url = "chr", section = "chr", page = "chr", extraction_confidence = "dbl", notes = "int",
    coder = "chr", coded_at = "chr", id = "chr", text = "chr"
  ),
  statements = c(
    article = "chr", statement = "chr", day = "day", outlet = "chr", speaker = "chr", act = "f:act", kind = "f:kind", content = "chr",
    cue = "chr", source = "chr", negated = "lgl", confidence = "dbl", speaker_id = "chr", speaker_kind = "f:actor_kind",
    speaker_country = "chr", speaker_role = "chr", speaker_anonymous = "lgl", speaker_how = "f:how", addressee = "chr",
    addressee_id = "chr", occasion = "chr", medium = "chr", said_from = "day", said_to = "day", conditions = "chr",
    concessions = "chr", hedges = "chr", inside = "chr", repeats = "chr", content_spans = "spans", cue_spans = "spans",
    source_spans = "spans", coder = "chr", coded_at = "chr"
  ),
  actors = c(
    article = "chr", actor = "chr", day = "day", outlet = "chr", name = "chr", kind = "f:actor_kind", country = "chr", role = "chr",
    statements = "int", anonymous = "lgl", wikidata = "chr", dictionary = "chr", mentions = "words", mention_spans = "spans",
    coder = "chr", coded_at = "chr"
  ),
  events = c(
    article = "chr", event = "chr", day = "day", outlet = "chr", type = "f:type", sources = "words", targets = "words",
    status = "f:status", anchor = "chr", place = "chr", inside = "chr", statement = "chr", quad = "f:quad", cameo = "chr",
    mode = "chr", context = "words", mutual = "lgl", from = "day", to = "day", confidence = "dbl", anchor_spans = "spans",
    coder = "chr", coded_at = "chr"
  ),
  times = c(
    article = "chr", time = "chr", words = "chr", from = "day", to = "day", precision = "f:precision", type = "chr", value = "chr",
    modifier = "chr", anchor = "chr", start = "int", stop = "int"
  ),
  wording = c(article = "chr", kind = "chr", words = "chr", start = "int", stop = "int"),
  parts = c(article = "chr", part = "f:part", text = "chr", start = "int", stop = "int"),
  notes = c(article = "chr", reason = "chr", remedy = "chr", start = "int", stop = "int")
)
