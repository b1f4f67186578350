import type { Language } from '@souffleur/proto'
import { useEffect, useMemo, useRef } from 'react'
import { markRanges } from '../transcript/marked-text.ts'
import { type ArticleBlock, articleBlocks, quotedRange } from './article-blocks.ts'

interface ArticleBodyProps {
  readonly markdown: string
  readonly quote: string
  readonly language: Language
}

/** An article's text with the quoted passage marked and in sight. */
export function ArticleBody({ markdown, quote, language }: ArticleBodyProps) {
  const place = useRef<HTMLDivElement>(null)
  const blocks = useMemo(() => articleBlocks(markdown), [markdown])
  useEffect(() => {
    place.current?.querySelector('mark')?.scrollIntoView({ block: 'center' })
  }, [])
  return (
    <div ref={place} lang={language} className="space-y-3 font-script text-[1.0625rem] leading-relaxed">
      {blocks.map((block) => (
        <Block key={block.at} block={block} quote={quote} />
      ))}
    </div>
  )
}

function Block({ block, quote }: { readonly block: ArticleBlock; readonly quote: string }) {
  switch (block.kind) {
    case 'heading':
      return <h3 className="pt-2 font-sans text-sm font-semibold">{block.text}</h3>
    case 'paragraph':
      return (
        <p>
          <Quoted text={block.text} quote={quote} />
        </p>
      )
    case 'list': {
      const List = block.isOrdered ? 'ol' : 'ul'
      return (
        <List className={`space-y-1 pl-5 ${block.isOrdered ? 'list-decimal' : 'list-disc'}`}>
          {block.items.map((item) => (
            <li key={item}>
              <Quoted text={item} quote={quote} />
            </li>
          ))}
        </List>
      )
    }
  }
}

function Quoted({ text, quote }: { readonly text: string; readonly quote: string }) {
  const range = quotedRange(text, quote)
  return markRanges(text, range === undefined ? [] : [range]).map((piece) =>
    piece.marked ? (
      <mark key={piece.start} className="bg-cue-mark text-ink">
        {piece.text}
      </mark>
    ) : (
      <span key={piece.start}>{piece.text}</span>
    ),
  )
}
