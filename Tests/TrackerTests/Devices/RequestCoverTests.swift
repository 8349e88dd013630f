import Testing

@testable import Tracker

@Suite("Which requests have their devices")
struct RequestCoverTests {
    private func device(_ product: String, answering request: String = "", tags: [String: String] = [:]) -> PCIDevice {
        var device = SpecHost.device("0000:05:00.0", "10de", product)
        device.requestID = request
        device.tags = tags
        return device
    }

    private func missing(_ requests: [PCIRequest], _ devices: PCIDevice...) -> [String] {
        RequestCover.missing(requests, among: devices).map { "\($0.requestID) \($0.count)" }
    }

    private let any = Ask.request(1, [["vendor_id": "10de"]], id: "any")
    private let one = Ask.request(1, [["product_id": "1"]], id: "one")
    private let two = Ask.request(2, [["product_id": "2"], ["product_id": "3"]], id: "two")

    @Test("A device answers the request whose identity it has, whatever it is")
    func identity() {
        #expect(missing([one, two], device("9", answering: "one"), device("1", answering: "two")) == ["two 1"])
        #expect(missing([], device("1")) == [])
        #expect(missing([one]) == ["one 1"])
    }

    @Test("Others answer what they are good for, such that as few as possible are lacking")
    func matching() {
        #expect(missing([any, one, two], device("1"), device("2"), device("3")) == ["two 1"])
        // The first would do for both: it is given to the one that nothing else does for.
        #expect(missing([any, one], device("1"), device("5")) == [])
        #expect(missing([any, one, two], device("1"), device("2"), device("3"), device("5")) == [])
        #expect(missing([one], device("2"), device("3")) == ["one 1"])
    }

    @Test("More devices with one identity than it asks for are free for other requests")
    func tooMany() {
        #expect(missing([one, any], device("1", answering: "one"), device("1", answering: "one")) == [])
    }

    @Test("One device may make room for another over several requests, of any size")
    func chain() {
        let either = { (first: String, second: String, id: String) in
            Ask.request(1, [["product_id": first], ["product_id": second]], id: id)
        }
        let requests = [either("1", "2", "a"), either("2", "3", "b"), either("3", "4", "c")]
        #expect(missing(requests, device("2"), device("3"), device("1")) == [])
        #expect(missing(requests, device("3"), device("3"), device("2")) == [])
        #expect(missing(requests, device("1"), device("1"), device("4")) == ["b 1"])
        let large = Ask.request(65_535, [["product_id": "1"]], id: "large")
        #expect(missing([one, large], device("1"), device("1")) == ["large 65534"])
    }

    @Test("A device of an old record, which does not say what it is, answers anything")
    func old() {
        var unknown = SpecHost.device("0000:05:00.0", "", "")
        unknown.type = nil
        #expect(missing([Ask.port("net"), one], unknown, device("1")) == [])
    }

    @Test("Tags count as the device had them when it was taken")
    func tags() {
        let port = Ask.port("net")
        #expect(missing([port], device("1", tags: ["physical_network": "net", "remote_managed": "false"])) == [])
        #expect(missing([port], device("1", tags: ["physical_network": "other"])).count == 1)
    }
}
