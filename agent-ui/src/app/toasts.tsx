import { Toast } from 'radix-ui'
import { createContext, type ReactNode, use, useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CodedError } from '../api/http.ts'
import { useLanguage } from '../i18n/use-language.ts'

interface ToastMessage {
  readonly id: number
  readonly title: string
  readonly body: string
  readonly isError: boolean
}

interface Toasts {
  say(title: string): void
  /** What went wrong, in the words of the catalogue. */
  sayError(error: unknown): void
}

const ToastContext = createContext<Toasts | undefined>(undefined)
const SHOWN_MS = 6000

export function ToastProvider({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const [messages, setMessages] = useState<readonly ToastMessage[]>([])
  const add = useCallback((message: Omit<ToastMessage, 'id'>) => {
    setMessages((before) => [...before.slice(-2), { ...message, id: (before.at(-1)?.id ?? 0) + 1 }])
  }, [])
  const say = useCallback((title: string) => add({ title, body: '', isError: false }), [add])
  const sayError = useCallback(
    (error: unknown) => {
      const { message, action } = CodedError.from(error).localised
      add({ title: message[language], body: action[language].replaceAll('`', ''), isError: true })
    },
    [add, language],
  )
  const remove = (id: number) => setMessages((before) => before.filter((message) => message.id !== id))
  return (
    <ToastContext value={{ say, sayError }}>
      <Toast.Provider duration={SHOWN_MS} label={t('toast.label')}>
        {children}
        {messages.map(({ id, title, body, isError }) => (
          <Toast.Root
            key={id}
            type={isError ? 'foreground' : 'background'}
            onOpenChange={(isOpen) => (isOpen ? undefined : remove(id))}
            className={`card cue-in p-3 text-sm shadow-card ${isError ? 'border-bad/60' : ''}`}
          >
            <Toast.Title className="font-medium">{title}</Toast.Title>
            {body === '' ? null : <Toast.Description className="text-soft">{body}</Toast.Description>}
          </Toast.Root>
        ))}
        <Toast.Viewport className="fixed right-3 bottom-3 z-50 flex w-[min(24rem,calc(100vw-1.5rem))] flex-col gap-2" />
      </Toast.Provider>
    </ToastContext>
  )
}

export function useToasts(): Toasts {
  const toasts = use(ToastContext)
  if (toasts === undefined) throw new Error('useToasts outside of ToastProvider')
  return toasts
}
