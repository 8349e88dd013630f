import Journal
import Testing

/// A kind of store that must pass the conformance suite, and how to make places for one.
struct StoreKind: Sendable, CustomTestStringConvertible {
    let testDescription: String

    /// Makes a place in which no store was ever opened.
    let makeSite: @Sendable () throws -> StoreSite

    /// Every kind of store there is; a new one is added here and nowhere else.
    static let all: [StoreKind] = [
        StoreKind(testDescription: "SQLite") {
            let folder = try TemporaryFolder()
            return StoreSite {
                var options = SQLiteOptions()
                options.pruneRows = 3
                return try await SQLiteStore.open(directory: folder.path + "/store", shard: "s1", options: options)
            }
        }
    ]
}

/// A place where one store can be opened again and again.
struct StoreSite: Sendable {
    let open: @Sendable () async throws -> any JournalStore

    /// Opens the store, lets the body work with it and closes it, also when the body fails.
    func withStore<Value>(_ body: (any JournalStore) async throws -> Value) async throws -> Value {
        let store = try await open()
        do {
            let value = try await body(store)
            await store.close()
            return value
        } catch {
            await store.close()
            throw error
        }
    }
}

extension StoreKind {
    /// Opens a store in a new place, lets the body work with it and closes it.
    func withNewStore<Value>(_ body: (any JournalStore) async throws -> Value) async throws -> Value {
        try await makeSite().withStore(body)
    }
}

/// Runs the body and returns the code of the error it must fail with.
func failure(_ body: () async throws -> Void) async -> JournalError.Code? {
    do {
        try await body()
        return nil
    } catch let error as JournalError {
        return error.code
    } catch {
        Issue.record("Another error than a JournalError: \(error)")
        return nil
    }
}
