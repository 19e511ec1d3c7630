#' Discourse networks
#'
#' Who takes which side on which issue, or which actors agree with each other:
#' the networks of discourse network analysis.
#'
#' `as.igraph()` of \pkg{igraph} makes a graph of one, in which issues are the
#' nodes with `type` `TRUE`, as \pkg{igraph} wants it of two-mode networks.
#'
#' @inheritSection positions Issues
#' @inheritParams positions
#' @param query Narrows all issues, for instance `"date:2024-03"`.
#' @param type `"two-mode"`: actors and issues. `"congruence"`: actors, tied by
#'   how often they take the same side. `"conflict"`: by how often they take
#'   opposite sides. `"subtract"`: congruence less conflict.
#' @param normalize `"average-activity"` divides a tie by half the number of
#'   statements with a side that the two make.
#' @param every Count every statement; without it, what an actor says on an issue
#'   with one side counts once an article.
#' @param min_statements Leave out actors who speak on the issues less often.
#' @param copies Count each article that carries a report; without it, a report
#'   that several articles carry counts once.
#' @param x A network.
#' @param ... Not used.
#' @return An object of class `onrecord_network`, a list of two tables. `nodes`:
#'   `name` (unique; where two actors go by one name, their key stands behind
#'   it), `node_type` (`actor` or `issue`), `label`, `key`, `kind`, `country`,
#'   `wikidata`, `statements`, and the fields of your [speaker_table()] as
#'   `speaker.FIELD`. `ties`:
#'   `from` and `to` (names), `weight`, and of two-mode networks how often
#'   `for`, `against` and `neither`, the `agreement` that follows and the `first`
#'   and `last` day; of networks of actors `congruence` and `conflict`.
#' @examples
#' \dontshow{if (onrecord:::has_binary()) withAutoprint(\{}
#' news <- archive(tempfile(fileext = ".db"))
#' add_articles(system.file("extdata", "nexis.docx", package = "onrecord"), news)
#' net <- network(news, c(toll = 'about:"bridge toll"', ferry = 'about:"night ferry"'))
#' net
#' if (requireNamespace("igraph", quietly = TRUE)) igraph::degree(igraph::as.igraph(net))
#' \dontshow{\})}
#' @export
network <- function(archive, issues, query = NULL, type = c("two-mode", "congruence", "conflict", "subtract"),
                    normalize = c("none", "average-activity"), every = FALSE, min_statements = 1, copies = FALSE) {
  type <- match.arg(type)
  file <- issue_file(issues)
  to <- tempfile("onrecord-network-", fileext = ".graphml")
  on.exit(unlink(c(file$made, to)))
  onrecord(c(
    "export", "graphml", "--network", type, "--normalize", match.arg(normalize),
    "--min-statements", count_flag(min_statements, "min_statements"),
    flags(archive = existing(archive), issues = file$path, output = to, every = isTRUE(every), copies = isTRUE(copies)), asked(query)
  ))
  as_network(read_graphml(read_utf8(to)), type)
}

as_network <- function(graph, type) {
  nodes <- graph$nodes
  names(nodes)[names(nodes) == "type"] <- "node_type"
  nodes$node_type <- closed(nodes$node_type, "node_type")
  nodes$kind <- closed(nodes$kind, "actor_kind")
  label <- nodes$label
  twice <- label %in% label[duplicated(label)]
  name <- ifelse(twice, sprintf("%s (%s)", label, ifelse(is.na(nodes$key), as.character(nodes$node_type), nodes$key)), label)
  # An issue that is called as an actor's key is too much of a coincidence to write rules for, and not too much to happen.
  nodes <- c(list(name = make.unique(as.character(name))), nodes[c("node_type", setdiff(names(nodes), c("node_type", "id")))])
  ties <- graph$ties
  at <- function(ids) nodes$name[match(ids, graph$nodes$id)]
  ties <- c(list(from = at(ties$source), to = at(ties$target)), ties[setdiff(names(ties), c("source", "target"))])
  if (!is.null(ties$agreement)) ties$agreement <- closed(ties$agreement, "agreement")
  for (day in intersect(c("first", "last"), names(ties))) ties[[day]] <- as.Date(ties[[day]])
  structure(
    list(nodes = made_table(nodes, "nodes"), ties = made_table(ties, "ties"), type = type, directed = graph$directed),
    class = "onrecord_network"
  )
}

# GraphML as `onrecord export graphml` writes it: an element a line, and every attribute declared with its type.
read_graphml <- function(lines) {
  keys <- elements(lines, "key")
  types <- keys$attr.type
  columns <- function(of) {
    ours <- keys[["for"]] == of
    setNames(types[ours], keys$attr.name[ours])
  }
  list(
    nodes = graphml_rows(lines, "node", "id", keys, columns("node")),
    ties = graphml_rows(lines, "edge", c("source", "target"), keys, columns("edge")),
    directed = any(grepl("<graph [^>]*edgedefault=\"directed\"", lines))
  )
}

graphml_rows <- function(lines, tag, ids, keys, types) {
  opens <- grepl(sprintf("^\\s*<%s[ >]", tag), lines)
  closes <- grepl(sprintf("^\\s*</%s>|^\\s*<%s[^>]*/>", tag, tag), lines)
  row <- cumsum(opens)
  within <- row > 0 & (opens | cumsum(opens) > cumsum(closes))
  found <- elements(lines[opens], tag)
  out <- lapply(setNames(ids, ids), function(id) found[[id]] %||% character())
  data <- grepl("^\\s*<data ", lines) & within
  key <- elements(lines[data], "data")$key
  value <- from_xml(sub("^\\s*<data [^>]*>(.*)</data>\\s*$", "\\1", lines[data]))
  n <- sum(opens)
  for (name in names(types)) {
    id <- keys$id[keys$attr.name == name & keys[["for"]] == tag]
    text <- rep_len(NA_character_, n)
    ours <- key %in% id
    text[row[data][ours]] <- value[ours]
    out[[name]] <- switch(types[[name]], int = , long = as.integer(text), double = , float = as.double(text), boolean = text == "true", text)
  }
  out
}

# The attributes of elements, by name.
elements <- function(lines, tag) {
  lines <- grep(sprintf("^\\s*<%s ", tag), lines, value = TRUE)
  heads <- sub(sprintf("^\\s*<%s ([^>]*?)/?>.*$", tag), "\\1", lines, perl = TRUE)
  pairs <- regmatches(heads, gregexpr("[A-Za-z.:_-]+=\"[^\"]*\"", heads))
  names <- unique(sub("=.*", "", unlist(pairs)))
  lapply(setNames(names, names), function(name) {
    vapply(pairs, function(own) {
      found <- own[startsWith(own, paste0(name, "=\""))]
      if (length(found)) from_xml(substr(found[1], nchar(name) + 3, nchar(found[1]) - 1)) else NA_character_
    }, "")
  })
}

from_xml <- function(x) {
  for (code in unique(unlist(regmatches(x, gregexpr("&#x?[0-9A-Fa-f]+;", x))))) {
    digits <- sub("^&#x?(.*);$", "\\1", code)
    letter <- intToUtf8(strtoi(digits, if (startsWith(code, "&#x")) 16L else 10L))
    x <- gsub(code, letter, x, fixed = TRUE)
  }
  entities <- c("&lt;" = "<", "&gt;" = ">", "&quot;" = "\"", "&apos;" = "'", "&amp;" = "&")
  for (entity in names(entities)) x <- gsub(entity, entities[[entity]], x, fixed = TRUE)
  x
}

#' @rdname network
#' @export
print.onrecord_network <- function(x, ...) {
  issues <- sum(x$nodes$node_type == "issue")
  cat(sprintf(
    "<onrecord network, %s> %d actors%s, %d ties\n", x$type, nrow(x$nodes) - issues, if (issues) sprintf(", %d issues", issues) else "",
    nrow(x$ties)
  ))
  if (nrow(x$ties)) print(x$ties, ...)
  invisible(x)
}

#' @rawNamespace S3method(igraph::as.igraph, onrecord_network, network_to_igraph)
network_to_igraph <- function(x, ...) {
  nodes <- as.data.frame(x$nodes)
  # Attributes of igraph are text and numbers.
  plainly <- function(frame) {
    labels <- vapply(frame, function(column) is.factor(column) || inherits(column, "Date"), NA)
    frame[labels] <- lapply(frame[labels], as.character)
    frame
  }
  # A graph that never has issues keeps `type` for whoever calls it two-mode.
  if (x$type == "two-mode") nodes$type <- nodes$node_type == "issue"
  igraph::graph_from_data_frame(plainly(as.data.frame(x$ties)), directed = x$directed, vertices = plainly(nodes))
}
