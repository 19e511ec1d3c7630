-- The keys of sayings now hold the time and the kind of a statement, too: they are made anew.
DELETE FROM saying_keys;
DELETE FROM sayings;
