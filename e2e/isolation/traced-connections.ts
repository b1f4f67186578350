/** A connection or a datagram that left the process for the network, as `strace -e trace=connect,sendto,sendmsg,sendmmsg` writes it. */
export interface TracedConnection {
  readonly address: string
  readonly port: number
}

const TARGET =
  /sa_family=AF_INET6?, sin6?_port=htons\((?<port>\d+)\)(?:, sin6_flowinfo=[^,]+)?, (?:sin_addr=inet_addr\("(?<v4>[^"]+)"\)|inet_pton\(AF_INET6, "(?<v6>[^"]+)")/g

/** Every target of a trace that isn't this machine. */
export function beyondLoopback(trace: string): readonly TracedConnection[] {
  return targetsOf(trace).filter(({ address }) => !/^(?:127\.|::1$|::ffff:127\.|0\.0\.0\.0$|::$)/.test(address))
}

export function targetsOf(trace: string): readonly TracedConnection[] {
  return [...trace.matchAll(TARGET)].map(({ groups }) => ({ address: groups?.v4 ?? groups?.v6 ?? '', port: Number(groups?.port) }))
}
