import Testing

@testable import Tracker

/// Rows 1 to 14 of the scenarios (PCI, 12): pools, and which devices are chosen.
@Suite("Device scenarios: choice")
struct ChoiceRowTests {
    @Test("Row 1: host H has 7 pools with 13 free devices")
    func row1() throws {
        let host = try DeviceShard()
        #expect(host.pools().count == 7 && host.pools().reduce(0) { $0 + $1.count } == 13)
        #expect(host.gpus == [1, 1, 1] && host.cards == [1, 1] && host.functions == [4, 4])
    }

    @Test("Row 2: one GPU is the one with the lowest address")
    func row2() throws {
        var host = try DeviceShard()
        #expect(try host.claim(1, Ask.gpu(1)) == ["05:00.0"])
        #expect(host.gpus == [0, 1, 1] && host.pools().count == 6)
    }

    @Test("Row 3: three GPUs are all, four are refused")
    func row3() throws {
        var host = try DeviceShard()
        #expect(try host.claim(1, Ask.gpu(4)) == nil)
        #expect(host.gpus == [1, 1, 1])
        #expect(try host.claim(1, Ask.gpu(3)) == ["05:00.0", "06:00.0", "07:00.0"])
    }

    @Test("Row 4: of the virtual functions the highest; its card is blocked")
    func row4() throws {
        var host = try DeviceShard()
        #expect(try host.take(1, Ask.function(1)) == ["81:10.3"])
        #expect(host.functions == [3, 4] && host.cards == [0, 1])
        #expect(host.status("81:00.0") == .unclaimable)
    }

    @Test("Row 5: five virtual functions come from the first card first")
    func row5() throws {
        var host = try DeviceShard()
        #expect(try host.claim(1, Ask.function(5)) == ["81:10.3", "81:10.2", "81:10.1", "81:10.0", "82:10.3"])
        #expect(host.functions == [0, 3] && host.cards == [0, 0])
    }

    @Test("Row 6: after all eight there is none for another instance")
    func row6() throws {
        var host = try DeviceShard()
        #expect(try host.claim(1, Ask.function(8))?.count == 8)
        #expect(try host.claim(2, Ask.function(1)) == nil)
    }

    @Test("Row 7: a card takes its functions with it")
    func row7() throws {
        var host = try DeviceShard()
        #expect(try host.take(1, Ask.card(1)) == ["81:00.0"])
        for function in 0..<4 { #expect(host.status("81:10.\(function)") == .unclaimable) }
        #expect(host.functions == [0, 4] && host.cards == [0, 1])
    }

    @Test("Row 8: both cards and a function are refused")
    func row8() throws {
        var host = try DeviceShard()
        #expect(try host.claim(1, Ask.card(2), Ask.function(1)) == nil)
        #expect(host.functions == [4, 4] && host.cards == [1, 1])
    }

    @Test("Row 9: a card is not given unasked")
    func row9() throws {
        var host = try DeviceShard()
        #expect(try host.claim(1, Ask.request(1, [["vendor_id": "8086", "product_id": "1528"]])) == nil)
    }

    @Test("Row 10: with a function in use only the other card is there")
    func row10() throws {
        var host = try DeviceShard()
        _ = try host.claim(1, Ask.function(1))
        #expect(try host.claim(2, Ask.card(2)) == nil)
        #expect(try host.claim(2, Ask.card(1)) == ["82:00.0"])
    }

    @Test("Row 11: a function and a card for one instance come from two cards")
    func row11() throws {
        var host = try DeviceShard()
        #expect(try host.claim(1, Ask.function(1), Ask.card(1)) == ["81:10.3", "82:00.0"])
        #expect(host.functions == [3, 0] && host.cards == [0, 0])
    }

    @Test("Row 12: five functions leave no card, and the check says so too")
    func row12() throws {
        var host = try DeviceShard()
        #expect(try host.claim(1, Ask.function(5), Ask.card(1)) == nil)
        #expect(host.functions == [4, 4] && host.cards == [1, 1])
    }

    @Test("Row 13: alternatives are taken in the order of the pools")
    func row13() throws {
        var host = try DeviceShard()
        let request = Ask.request(4, [Ask.gpuSpec, Ask.functionSpec])
        #expect(try host.claim(1, request) == ["05:00.0", "06:00.0", "07:00.0", "81:10.3"])
    }

    @Test("Row 14: text is compared in any case")
    func row14() throws {
        var host = try DeviceShard()
        #expect(try host.claim(1, Ask.request(1, [["vendor_id": "10DE", "product_id": "1DB6"]])) == ["05:00.0"])
    }
}
