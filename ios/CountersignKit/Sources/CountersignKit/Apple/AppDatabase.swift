#if canImport(SQLite3)
    import Foundation
    import SQLite3

    /// Asks another app's database with the system's SQLite, in memory: nothing of it is written anywhere.
    public enum AppDatabase {
        @Sendable
        public static func rows(_ file: Data, _ query: String) -> DatabaseRows? {
            var database: OpaquePointer?
            defer { sqlite3_close_v2(database) }
            guard sqlite3_open_v2(":memory:", &database, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK, let opened = database,
                load(rollback(file), into: opened)
            else { return nil }
            var statement: OpaquePointer?
            defer { sqlite3_finalize(statement) }
            guard sqlite3_prepare_v2(opened, query, -1, &statement, nil) == SQLITE_OK, let prepared = statement
            else { return nil }
            return answer(prepared)
        }

        /// A database that kept its latest changes in a second file is opened without it: what lies in that is not here.
        private static func rollback(_ file: Data) -> Data {
            var file = Data(file)
            for place in 18...19 where file.count > place { file[place] = 1 }
            return file
        }

        /// SQLite frees the copy that it is given.
        private static func load(_ file: Data, into opened: OpaquePointer) -> Bool {
            let size = sqlite3_int64(file.count)
            guard let room = sqlite3_malloc64(sqlite3_uint64(file.count)) else { return false }
            let copy = room.assumingMemoryBound(to: UInt8.self)
            file.copyBytes(to: copy, count: file.count)
            let flags = UInt32(SQLITE_DESERIALIZE_FREEONCLOSE) | UInt32(SQLITE_DESERIALIZE_READONLY)
            return sqlite3_deserialize(opened, "main", copy, size, size, flags) == SQLITE_OK
        }

        private static func answer(_ prepared: OpaquePointer) -> DatabaseRows? {
            let places = 0..<sqlite3_column_count(prepared)
            let columns = places.map { sqlite3_column_name(prepared, $0).map { String(cString: $0) } ?? "" }
            var rows: [[String?]] = []
            while true {
                switch sqlite3_step(prepared) {
                case SQLITE_ROW: rows.append(places.map { text(prepared, $0) })
                case SQLITE_DONE: return DatabaseRows(columns: columns, rows: rows)
                default: return nil
                }
            }
        }

        private static func text(_ prepared: OpaquePointer, _ column: Int32) -> String? {
            sqlite3_column_text(prepared, column).map { String(cString: $0) }
        }
    }
#endif
