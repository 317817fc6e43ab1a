public import HotspotLogic
public import OracleAPI

/// What a ``ProofExchange`` wants done, in order.
public enum ProofEffect: Sendable {
    /// Of the machine: anything but `.post` and `.withdraw`, which the conversation was told.
    case hotspot(HotspotEffect)
    /// To carry out; `answered` or `failed` must follow, once.
    case request(OracleRequest)
    /// To sign for a request, in this order; `.collected` answers.
    case sign([OwnStatement])
    /// What people may want to know; the machine was told already, where it concerns it.
    case news(OracleEffect)
}
