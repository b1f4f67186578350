/** Synthetic INVITE bodies in the forms that session border controllers write. */
export interface InviteOptions {
  readonly sdp?: string
  readonly metadata?: string | undefined
}

export const BOUNDARY = 'unique-boundary-1'
export const CONTENT_TYPE = `multipart/mixed;boundary=${BOUNDARY}`

export interface SdpLine {
  readonly port: number
  readonly label: string
  readonly payloads?: string
  readonly rtpmaps?: readonly string[]
  readonly direction?: string
}

export function offerSdp(lines: readonly SdpLine[], version = 1): string {
  const media = lines.map(
    ({ port, label, payloads = '0 8 101', rtpmaps = ['0 PCMU/8000', '8 PCMA/8000', '101 telephone-event/8000'], direction = 'sendonly' }) =>
      [`m=audio ${port} RTP/AVP ${payloads}`, ...rtpmaps.map((each) => `a=rtpmap:${each}`), `a=${direction}`, `a=label:${label}`].join(
        '\r\n',
      ),
  )
  return `${['v=0', `o=SRC 1 ${version} IN IP4 127.0.0.1`, 's=-', 'c=IN IP4 127.0.0.1', 't=0 0', ...media].join('\r\n')}\r\n`
}

export const twoParties = offerSdp([
  { port: 40_000, label: '96' },
  { port: 40_002, label: '97' },
])

/** Label 96 is spoken by the advisor, 97 by the customer; the empty line is one that drachtio-srf would cut the part at. */
export const rfc7865Metadata = `<?xml version="1.0" encoding="UTF-8"?>

<recording xmlns="urn:ietf:params:xml:ns:recording:1">
  <datamode>complete</datamode>
  <session session_id="hVpd7YQgRW2nD22h7q60JQ=="><sipSessionID>ab30317f1a784dc48ff824d0d3715d86;remote=47755a9de7794ba387653f2099600ef2</sipSessionID></session>
  <participant participant_id="srfBElmCRp2QB23b7Mpk0w=="><nameID aor="sip:ann@desk.example.com"><name xml:lang="en">Ann</name></nameID></participant>
  <participant participant_id="zSfPoSvdSDCmU3A3TRDxAw=="><nameID aor="sip:+12025550123@example.com"/></participant>
  <stream stream_id="UAAMm5GRQKSCMVvLyl4rFw==" session_id="hVpd7YQgRW2nD22h7q60JQ=="><label>96</label></stream>
  <stream stream_id="i1Pz3to5hGk8fuXl+PbwCw==" session_id="hVpd7YQgRW2nD22h7q60JQ=="><label>97</label></stream>
  <participantstreamassoc participant_id="srfBElmCRp2QB23b7Mpk0w=="><send>UAAMm5GRQKSCMVvLyl4rFw==</send><recv>i1Pz3to5hGk8fuXl+PbwCw==</recv></participantstreamassoc>
  <participantstreamassoc participant_id="zSfPoSvdSDCmU3A3TRDxAw=="><send>i1Pz3to5hGk8fuXl+PbwCw==</send></participantstreamassoc>
</recording>
`

/** As earlier drafts had it: prefixed names, `id`, and `send` within the participant. */
export const draftMetadata = `<rec:recording xmlns:rec="urn:ietf:params:xml:ns:recording">
<rec:session id="s1"/>
<rec:participant id="p1" session="s1"><rec:nameID aor="sip:+12025550123@example.com"/><rec:send>1</rec:send></rec:participant>
<rec:participant id="p2" session="s1"><rec:nameID aor="sip:ann@desk.example.com"><rec:name>Ann &amp; co</rec:name></rec:nameID><rec:send>2</rec:send></rec:participant>
<rec:stream id="1" session="s1"><rec:label>A</rec:label></rec:stream><rec:stream id="2" session="s1"><rec:label>B</rec:label></rec:stream>
</rec:recording>`

export function inviteBody({ sdp = twoParties, metadata = rfc7865Metadata }: InviteOptions = {}): string {
  const part = (type: string, content: string) =>
    `--${BOUNDARY}\r\nContent-Type: ${type}\r\nContent-Disposition: session\r\n\r\n${content}\r\n`
  const xml = metadata === undefined ? '' : part('application/rs-metadata+xml', metadata)
  return `${part('application/sdp', sdp)}${xml}--${BOUNDARY}--\r\n`
}
