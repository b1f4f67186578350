import { Channel } from '@souffleur/proto'
import { Headset, UserRound, UsersRound } from 'lucide-react'
import { useTranslation } from 'react-i18next'

/** Each side has a name, a sign, a place on the page and a colour: any of them is enough to tell them apart. */
export const channelLooks = {
  customer: { icon: UserRound, text: 'text-customer', rule: 'border-customer border-l-3', indent: '' },
  advisor: { icon: Headset, text: 'text-advisor', rule: 'border-advisor border-l-3 border-dotted', indent: 'ml-5 @2xl/call:ml-10' },
  mixed: { icon: UsersRound, text: 'text-soft', rule: 'border-line-strong border-l-3', indent: '' },
} as const

export function lookOf(channel: Channel): keyof typeof channelLooks {
  switch (channel) {
    case Channel.CUSTOMER:
      return 'customer'
    case Channel.ADVISOR:
      return 'advisor'
    case Channel.MIXED:
    case Channel.UNSPECIFIED:
      return 'mixed'
  }
}

export function ChannelName({ channel }: { readonly channel: Channel }) {
  const { t } = useTranslation()
  return <>{t(`channel.${lookOf(channel)}`)}</>
}

/** A name as a play's text sets it. */
export function SpeakerName({ channel }: { readonly channel: Channel }) {
  const look = channelLooks[lookOf(channel)]
  const Icon = look.icon
  return (
    <span className={`inline-flex items-center gap-1.5 text-xs font-semibold tracking-wide uppercase ${look.text}`}>
      <Icon aria-hidden className="size-3.5" />
      <ChannelName channel={channel} />
    </span>
  )
}
