import { soundsOfWord, spellingRules } from './spelling-rules.ts'

/** V is a vowel letter, K a consonant letter. */
const table = `
augh o
a[uw] o
a[iy] e
all ol
are$ er
a(?=Ke$|Kes$) e
ae e
[aàâ] a
eau o
eigh e
e[aei] i
ey i
e[uw] u
(?<=[dt])ed$ @d
(?<=..)ed$ d
(?<=[szx]|ch|sh)es$ @z
(?<=K)es$ z
(?<=K)e$ -
er$ @r
[éèêë] e
e e
igh Q
ie$ i
ie i
i(?=Ke$|Kes$) Q
(?<=K)i(?=[aou]) j
[iîï] i
oo u
ough o
ou u
o[aw] o
oe$ o
o[iy] oj
oe i
or$ or
o(?=Ke$|Kes$) o
[oôö] o
(?<=g)u(?=[eiéy]) -
u[ei] u
u(?=Ke$|Kes$) u
[uùûü] @
^y(?=V) j
(?<=V)y(?=V) j
y$ i
y i
(?<=m)b$ -
bb? b
chr kr
ch C
cc(?=[eiéy]) ks
c(?=[eiéèy]) s
ç s
c[kqc]? k
dge? J
dd? d
ff? f
(?<=V)ght t
(?<=V)gh -
^gn n
gn$ n
gg g
g(?=[eiéy]) J
g g
h(?=V) h
h -
j J
^kn n
k k
ll? l
mm? m
ng(?=$|K) N
nn? n
ph f
^ps s
pp? p
que$ k
que[sz]$ ks
qu kw
q k
rrh? r
r r
sch sk
sh S
sc(?=[eiéy]) s
(?<=V)sion Z@n
ssion S@n
sion S@n
(?<=V)s(?=V) z
ss? s
tch C
tion S@n
ti(?=[ae][ln]|ou) S
ture$ C@r
th T
tt? t
v v
^wr r
wh w
(?<=o)w -
w w
^x z
x ks
zz? z`

const rules = spellingRules(table.replaceAll('V', '[aeiouyàâéèêëîïôöùûü]').replaceAll('K', '[bcdfghjklmnpqrstvwxyz]'))
const fullVowels = /[aeiouQ]/g

/**
 * Classes of sounds of an English word. After its first syllable vowels are weak: they are what is heard least.
 * @param word in lower case, letters and digits only
 */
export function englishSounds(word: string): string {
  const sounds = soundsOfWord(word, rules)
  let first = true
  return sounds.replace(fullVowels, (vowel) => {
    const kept = first ? vowel : '@'
    first = false
    return kept
  })
}
