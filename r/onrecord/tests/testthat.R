library(testthat)
library(onrecord)

test_check("onrecord")
