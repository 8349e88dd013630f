"""What every conformance program needs to ask Berth: processes, a client that pipelines, and read answers."""
