import Testing
import Tracker

@testable import Worker

@Suite("Serial numbers of cards")
struct CardSerialNumberTests {
    @Test("The number is found in the capabilities that a hypervisor reports")
    func found() {
        let capabilities = """
            {"network": ["rx", "tx", "tso"], "sriov": {"pf_mac_address": "0c:42:a1:00:00:01", "vf_num": 0},
             "vpd": {"card_serial_number": "MT2113X00000"}}
            """
        #expect(CardSerialNumber.find(in: ["capabilities": capabilities]) == "MT2113X00000")
    }

    @Test(
        "Without a number that is a text with something in it there is none",
        arguments: [
            "", "{", "[]", "{}", "null", #"{"vpd":null}"#, #"{"vpd":{}}"#, #"{"vpd":[]}"#,
            #"{"vpd":{"card_serial_number":""}}"#, #"{"vpd":{"card_serial_number":null}}"#,
            #"{"vpd":{"card_serial_number":7}}"#, #"{"card_serial_number":"A"}"#,
        ])
    func none(_ text: String) {
        #expect(CardSerialNumber.find(in: ["capabilities": text]) == nil)
    }

    @Test("Without capabilities there is none")
    func absent() { #expect(CardSerialNumber.find(in: ["card_serial_number": "A"]) == nil) }
}
