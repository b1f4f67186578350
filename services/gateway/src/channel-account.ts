import { create } from '@bufbuild/protobuf'
import { type Channel, type ChannelAccount, ChannelAccountSchema } from '@souffleur/proto'

/**
 * What became of a channel's frames and samples. Nothing is lost from sight: for frames and for samples alike,
 * received = forwarded + paused + dropped + held, and nothing is held any more once the call has ended.
 */
export interface ChannelCounters {
  framesReceived: number
  framesForwarded: number
  framesPaused: number
  framesDuplicate: number
  framesLate: number
  framesReordered: number
  samplesReceived: number
  samplesForwarded: number
  samplesPaused: number
  /** Duplicate or late. */
  samplesDropped: number
  samplesLate: number
  samplesLost: number
  bytesReceived: number
}

export function createCounters(): ChannelCounters {
  // What every frame changes comes first, on one line of the processor's cache.
  return {
    framesReceived: 0,
    samplesReceived: 0,
    bytesReceived: 0,
    framesForwarded: 0,
    samplesForwarded: 0,
    framesPaused: 0,
    framesDuplicate: 0,
    framesLate: 0,
    framesReordered: 0,
    samplesPaused: 0,
    samplesDropped: 0,
    samplesLate: 0,
    samplesLost: 0,
  }
}

export function addCounters(total: ChannelCounters, more: Readonly<ChannelCounters>): void {
  for (const key of Object.keys(total) as (keyof ChannelCounters)[]) total[key] += more[key]
}

export function accountOf(channel: Channel, counters: Readonly<ChannelCounters>): ChannelAccount {
  return create(ChannelAccountSchema, {
    channel,
    framesReceived: uint32(counters.framesReceived),
    framesForwarded: uint32(counters.framesForwarded),
    framesPaused: uint32(counters.framesPaused),
    framesDropped: uint32(counters.framesDuplicate + counters.framesLate),
    framesDuplicate: uint32(counters.framesDuplicate),
    framesOutOfOrder: uint32(counters.framesLate),
    framesReordered: uint32(counters.framesReordered),
    samplesReceived: uint32(counters.samplesReceived),
    samplesForwarded: uint32(counters.samplesForwarded),
    samplesPaused: uint32(counters.samplesPaused),
    samplesDropped: uint32(counters.samplesDropped),
    samplesLate: uint32(counters.samplesLate),
    samplesLost: uint32(counters.samplesLost),
  })
}

/** A peer that sends duplicates for days must not make the account impossible to write. */
function uint32(count: number): number {
  return Math.min(count, 0xffff_ffff)
}
