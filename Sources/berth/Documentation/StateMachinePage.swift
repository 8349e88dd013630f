import Tracker

/// The page `docs/state-machines.md`, made of the tables that the tracker itself goes by.
enum StateMachinePage {
    /// The page's name.
    static let fileName = "state-machines.md"

    /// The page; the same for the same tables.
    static func text() -> String {
        head + InstanceMachineSection.text() + MoveStatusSection.text()
            + MoveMachineSection.groups.map(MoveMachineSection.text).joined() + DeviceMachineSection.text()
    }

    private static let head = """
        # State machines

        What an instance is to a host, how far a move is, and where a PCI device stands. The tables are those that the
        tracker decides by; this page is made of them with `berth docs state-machines --write docs`, and a test fails
        when it is not current. How both sides of a move are kept is in [moves.md](moves.md).


        """
}
