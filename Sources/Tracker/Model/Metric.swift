/// One measurement of a host (claims and moves, 11).
public struct Metric: Hashable, Sendable {
    /// Such as `cpu.percent`.
    public var name: String
    /// The value; percentages as 0 to 100.
    ///
    /// Absent: the values by cell are what was measured.
    public var value: Double?
    /// When it was measured.
    public var time: Instant
    /// Which monitor measured it.
    public var source: String
    /// Values by NUMA cell, ascending.
    public var numaValues: [CellValue]

    /// A value of one cell.
    public struct CellValue: Hashable, Sendable {
        /// Number of the cell.
        public var cell: Int32
        /// The value.
        public var value: Double

        /// Makes one from its parts.
        public init(cell: Int32, value: Double) {
            self.cell = cell
            self.value = value
        }
    }

    /// Makes one from its parts.
    public init(name: String, value: Double? = nil, time: Instant, source: String = "", numaValues: [CellValue] = []) {
        self.name = name
        self.value = value
        self.time = time
        self.source = source
        self.numaValues = numaValues
    }
}
