#if FUZZER
import Fuzzing
import Glibc

/// The parser named by EARSHOT_FUZZ. libFuzzer's own `main` owns the command line.
private let chosen: FuzzTarget = {
    let name = unsafe getenv("EARSHOT_FUZZ").map { unsafe String(cString: $0) } ?? ""
    guard let target = FuzzTarget.named(name) else {
        print("EARSHOT_FUZZ names no parser: '\(name)'")
        exit(2)
    }
    return target
}()

@_cdecl("LLVMFuzzerTestOneInput")
func runOneInput(bytes: UnsafePointer<UInt8>?, length: Int) -> Int32 {
    let buffer = unsafe UnsafeRawBufferPointer(start: bytes, count: length)
    chosen.run(unsafe buffer.bytes)
    return 0
}
#endif
