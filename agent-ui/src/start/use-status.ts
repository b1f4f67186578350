import { useQuery } from '@tanstack/react-query'
import { readStatus } from '../api/endpoints.ts'

export function useStatus() {
  return useQuery({ queryKey: ['status'], queryFn: readStatus })
}

/** Whether calls in a language can be written down, as far as is known. */
export function useIsServed(): (language: string) => boolean {
  const { data } = useStatus()
  return (language) => language === 'auto' || data === undefined || data.languages.includes(language)
}
