import Attestation
import Box
import CommandTable
import Host
import HotspotLogic
import Notation
import OracleAPI
import Primitives
import Settings
import Signing
import WebClient

/// Where an owner's statement is signed and sent from: the key, the network, the oracle.
struct OwnerDesk: ~Copyable {
    let key: SecretKey
    let network: PinnedNetwork
    private let keyFile: String
    private let server: APIEndpoint
    private let client: WebClient
    private let isPrinting: Bool

    init(_ options: Options) throws(CommandFailure) {
        let network = try Self.network(options)
        let server = try Self.server(options, network)
        let client = try Self.client(options)
        key = try Self.key(options[OwnerFlag.key])
        keyFile = options[OwnerFlag.key]
        isPrinting = options[OwnerFlag.print]
        self.network = network
        self.server = server
        self.client = client
    }

    private static func server(
        _ options: Options, _ network: PinnedNetwork
    ) throws(CommandFailure) -> APIEndpoint {
        do throws(APIEndpointError) {
            return try APIEndpoint.chosen(
                flag: options[OwnerFlag.api],
                environment: Environment["EARSHOT_API"] ?? network.oracle.url)
        } catch { throw CommandFailure(error) }
    }

    private static func client(_ options: Options) throws(CommandFailure) -> WebClient {
        let settings = WebSettings(
            userAgent: "earshot/\(Build.version)", authorities: options[OwnerFlag.authorities])
        do throws(SystemError) {
            return WebClient(settings, stop: try Wake())
        } catch { throw CommandFailure(error) }
    }

    private static func key(_ file: String) throws(CommandFailure) -> SecretKey {
        do throws(KeyFileError) {
            return try KeyFile.read(file)
        } catch { throw CommandFailure(error) }
    }

    static func network(_ options: Options) throws(CommandFailure) -> PinnedNetwork {
        let file = options[OwnerFlag.network] ?? "\(HotspotSettings.usualStateDirectory)/network"
        let bytes: [UInt8]
        do throws(SettingsFileError) {
            bytes = try SettingsFiles.read(file)
        } catch { throw CommandFailure("\(error); name the network file: --network FILE") }
        do throws(StateError) {
            return try StateFolder.network(in: bytes, pinned: nil)
        } catch { throw CommandFailure("\(file): \(error)") }
    }

    // MARK: Statements

    /// Durable before anything is signed with it.
    func nextSequence() throws(CommandFailure) -> UInt64 {
        try OwnerSequence.next(forKeyAt: keyFile)
    }

    /// Signs a statement and sends it, or prints it. Says what the oracle answered.
    func submit<Message: TypedMessage>(
        _ message: Message, saying done: String, _ options: Options, _ console: any Console
    ) throws(CommandFailure) -> ExitCode {
        let type = Message.type
        let payload: [UInt8]
        do throws(MessageError) {
            payload = try message.payload()
        } catch { throw CommandFailure("\(type.name): \(error)") }
        let context = StatementContext(network: network.id, type: type.name)
        let statement = Statement.sign(payload.rawSpan, in: context, by: key)
        let id = Statement.id(
            of: payload.rawSpan, in: context, signer: key.publicKey, by: SHA256.self)
        if isPrinting {
            console.write(Hex.text(of: statement) + "\n")
            return .success
        }
        let index = try post(statement, id)
        if let schema = options.schema {
            console.write(schema: schema) { json in
                json.member("statement", id.hexText)
                json.member("type", type.name)
                json.member("index", Int64(index))
            }
        } else {
            console.write("\(done)\nstatement  \(id.hexText)\nentry      \(index)\n")
        }
        return .success
    }

    /// The entry's number in the log, by a receipt of the oracle's own key.
    private func post(_ statement: [UInt8], _ id: Hash256) throws(CommandFailure) -> UInt64 {
        var request = WebRequest(.post, server, "/v1/statements")
        request.headers = [("content-type", "application/cbor-seq")]
        request.body = statement
        request.answerLimit = 50_000
        let answer = try good(request)
        let ingest: IngestAnswer
        do throws(MessageError) {
            ingest = try IngestAnswer(parsing: answer.body.rawSpan)
        } catch {
            throw CommandFailure("\(server) answers what is no answer of an oracle: \(error)")
        }
        if let refusal = ingest.refused.first(where: { $0.statement == id }) {
            throw CommandFailure(
                "the oracle refuses it: \(refusal.detail ?? refusal.code) (\(refusal.code))",
                exit: refusal.again ? .temporaryFailure : .failed)
        }
        // Nothing else was sent: what it names by another id is this, read for another network.
        if let refusal = ingest.refused.first {
            throw CommandFailure(
                "the oracle refuses it: \(refusal.detail ?? refusal.code) (\(refusal.code)); is this "
                    + "the network file of \(server)? It is that of network \(network.id)")
        }
        for receipt in ingest.receipts {
            if let index = try index(of: id, in: receipt) { return index }
        }
        throw CommandFailure("\(server) gave no receipt; send it again", exit: .temporaryFailure)
    }

    private func index(of id: Hash256, in bytes: [UInt8]) throws(CommandFailure) -> UInt64? {
        do throws(ReceiptError) {
            let receipt = try ReceiptCheck.receipt(
                bytes.rawSpan, network: network.id, key: network.oracle.receiptKey, latest: nil,
                by: Ed25519.self)
            return receipt.entries.first { $0.statement == id }?.index
        } catch {
            throw CommandFailure("\(server) gave a receipt that is not the oracle's: \(error)")
        }
    }

    private func good(_ request: WebRequest) throws(CommandFailure) -> WebAnswer {
        let answer: WebAnswer
        do throws(WebError) {
            answer = try client.send(request)
        } catch { throw CommandFailure("\(server): \(error)", exit: .unavailable) }
        guard answer.isSuccess else {
            let problem = Problem(reading: answer.body.rawSpan)
            throw CommandFailure(
                "\(server): \(problem.detail ?? "answers \(answer.status)")",
                exit: answer.status >= 500 ? .unavailable : .failed)
        }
        return answer
    }

    // MARK: Who a hotspot is

    /// The registry's number of a hotspot, named by it or by its address.
    func number(of hotspot: String) throws(CommandFailure) -> UInt32 {
        if let number = UInt32(hotspot), String(number) == hotspot { return number }
        let address: Address
        do throws(AddressError) {
            address = try Address(parsing: hotspot)
        } catch { throw CommandFailure("\(hotspot) is no number; \(error)", exit: .usage) }
        let resource = OracleResource.hotspot(address)
        var request = WebRequest(.get, server, resource.target)
        request.answerLimit = resource.greatestAnswer
        let body = try good(request).body
        do throws(ViewError) {
            return try HotspotView(parsing: body.rawSpan).number
        } catch { throw CommandFailure("\(server) answers what is no hotspot: \(error)") }
    }
}
