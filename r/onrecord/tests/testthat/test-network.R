test_that("a network has nodes and ties with their types", {
  net <- network(debate(), issues)
  expect_s3_class(net, "onrecord_network")
  expect_identical(as.character(net$nodes$node_type[net$nodes$name %in% names(issues)]), c("issue", "issue"))
  expect_true(all(net$ties$to %in% names(issues)))
  expect_true(all(net$ties$from %in% net$nodes$name))
  expect_identical(net$ties$weight, as.numeric(net$ties$`for` + net$ties$against + net$ties$neither))
  expect_s3_class(net$ties$first, "Date")
  expect_true("Lena Sch\u00fcrmann" %in% net$nodes$name)
  expect_output(print(net), sprintf("two-mode> %d actors, 2 issues, %d ties", nrow(net$nodes) - 2L, nrow(net$ties)))
  expect_error(network(debate(), c("about:x")), class = "onrecord_usage_error")
  expect_error(network(debate(), issues, min_statements = NA), class = "onrecord_usage_error")
})

test_that("networks of actors: congruence, conflict and their difference", {
  ties <- lapply(c(congruence = "congruence", conflict = "conflict", subtract = "subtract"), function(type) network(debate(), issues, type = type)$ties)
  expect_identical(ties$congruence$weight, ties$congruence$congruence)
  expect_identical(ties$conflict$weight, ties$conflict$conflict)
  expect_identical(ties$subtract$weight, ties$subtract$congruence - ties$subtract$conflict)
  few <- network(debate(), issues, type = "congruence", min_statements = 3)
  expect_lt(nrow(few$nodes), nrow(network(debate(), issues, type = "congruence")$nodes))
  averaged <- network(debate(), issues, type = "congruence", normalize = "average-activity")
  expect_true(all(averaged$ties$weight <= ties$congruence$weight))
})

test_that("igraph has the same graph as from the file", {
  skip_if_not_installed("igraph")
  for (type in c("two-mode", "congruence")) {
    file <- export_archive(debate(), "graphml", own(".graphml"), issues = issues, network = type)
    read <- igraph::read_graph(file, "graphml")
    graph <- igraph::as.igraph(network(debate(), issues, type = type))
    expect_identical(igraph::V(graph)$label, igraph::V(read)$label)
    expect_identical(igraph::E(graph)$weight, igraph::E(read)$weight)
    expect_equal(unname(igraph::as_edgelist(graph, names = FALSE)), unname(igraph::as_edgelist(read, names = FALSE)))
    expect_identical(igraph::is_directed(graph), igraph::is_directed(read))
  }
  expect_true(igraph::is_bipartite(igraph::as.igraph(network(debate(), issues))))
  empty <- igraph::as.igraph(network(debate(), c(nothing = "about:zzzzzz")))
  expect_identical(as.integer(igraph::ecount(empty)), 0L)
})

test_that("GraphML is read with whatever names may hold", {
  issue <- c("a <b> & \"c\" 'd' \u00e4 \U0001F6A2" = "about:toll")
  net <- network(debate(), issue)
  expect_true(names(issue) %in% net$nodes$name)
  expect_identical(unique(net$ties$to), names(issue))
  # Two nodes of one label.
  lines <- c(
    "<key id=\"node_label\" for=\"node\" attr.name=\"label\" attr.type=\"string\"/>",
    "<key id=\"node_type\" for=\"node\" attr.name=\"type\" attr.type=\"string\"/>",
    "<key id=\"node_key\" for=\"node\" attr.name=\"key\" attr.type=\"string\"/>",
    "<key id=\"node_kind\" for=\"node\" attr.name=\"kind\" attr.type=\"string\"/>",
    "<graph id=\"onrecord\" edgedefault=\"undirected\">",
    "<node id=\"a1\">", "<data key=\"node_label\">Smith &#38; Co&#x2e;</data>", "<data key=\"node_key\">x</data>", "</node>",
    "<node id=\"a2\">", "<data key=\"node_label\">Smith &amp; Co.</data>", "<data key=\"node_key\">y</data>", "</node>",
    "<node id=\"a3\"/>", "<edge source=\"a1\" target=\"a2\">", "</edge>", "</graph>"
  )
  graph <- onrecord:::as_network(onrecord:::read_graphml(lines), "congruence")
  expect_identical(graph$nodes$name[1:2], c("Smith & Co. (x)", "Smith & Co. (y)"))
  expect_identical(nrow(graph$nodes), 3L)
  expect_identical(graph$ties$from, "Smith & Co. (x)")
})
