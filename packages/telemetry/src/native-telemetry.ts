/**
 * onnxruntime 1.29 and later send usage data to Microsoft from Linux, by native code that no list of ours reaches, unless this variable is
 * set before the library is loaded: then it makes no uploader, no identifier and no file (microsoft/onnxruntime#27379). Call it in the
 * main thread, as threads have an environment of their own that native code doesn't see.
 */
export function switchOffNativeTelemetry(): void {
  process.env.ORT_DISABLE_TELEMETRY = '1'
}
