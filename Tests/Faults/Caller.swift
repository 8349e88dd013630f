import EndToEndTestSupport

/// The client of these tests, not what the worker knows about one.
typealias Caller = EndToEndTestSupport.Caller
