//! A local HTTP server for the tests.
