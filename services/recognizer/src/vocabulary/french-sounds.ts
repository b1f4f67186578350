import { soundsOfWord, spellingRules } from './spelling-rules.ts'

/** V is a vowel letter, N what keeps a vowel from being nasal. */
const table = `
aient$ e
ain(?!N) I
aim(?!N) I
aill aj
ail$ aj
ai e
aî e
ay(?=V) ej
ay e
aux?$ o
au o
an(?!N) A
am(?=[bp]) A
aen(?!N) A
aon(?!N) A
[aàâ] a
eaux?$ o
eau o
ein(?!N) I
eim(?!N) I
eill ej
eil$ ej
ei e
eux?$ Y
eu Y
(?<=[iéy])en(?!N) I
en(?!N) A
em(?=[bp]) A
(?<=.)er$ e
(?<=.)ers$ e
(?<=.)ez$ e
(?<=^[cdlmst])es$ e
(?<=^[cdjlmnst]|^qu)e$ @
ées?$ e
es?$ -
ex(?=V) egz
[éèêë] e
e(?=[bcdfgklmnpqrstvxz](?:$|[bcdfgkmnpqstvxz])) e
e(?=rr|[rl][bcdfgkmnpqstvxz]|r$|l$|ll) e
e(?=[bcdfgpt][rl]|V) @
e @
(?<=^v|^m|tranqu)ill il
(?<=[^aeiouéè])ill(?=V) ij
in(?!N) I
im(?=[bp]) I
ien(?!N) jI
(?<=^[a-z]{1,3})i(?=e$|es$) i
ies?$ i
i(?=V) j
[iîï] i
oin(?!N) wI
o[iî] wa
oy(?=V) waj
oy wa
ou(?=V) w
o[uùû] u
oeu Y
oe e
on(?!N) O
om(?=[bp]) O
om$ O
[oô] o
un(?!N) I
um$ om
(?<=.[^aeo])us$ ys
um(?=[bp]) I
u(?=i) w
u(?=V) y
[uùûü] y
yn(?!N) I
ym(?=[bp]) I
y(?=V) j
[yÿ] i
(?<=m)bs?$ -
bb? b
chr kr
chl kl
ch S
cc(?=[eiéèêy]) ks
c(?=[eiéèêîy]) s
ç s
(?<=n)cs?$ -
c[kqc]? k
ds?$ -
dd? d
ff? f
gn N
ge(?=[aoâô]) Z
g(?=[eiéèêîy]) Z
gu(?=[eiéèêîy]) g
(?<=[nr])gs?$ -
gg? g
h -
j Z
k k
ll? l
mm? m
nn? n
ph f
(?<!^.?)ps?$ -
(?<=m)pt -
pp? p
qu k
q k
rr? r
sch S
sh S
sc(?=[eiéèêîy]) s
(?<=V)s(?=V) z
(?<=.)s$ -
ss? s
(?<=s)ti(?=V) tj
ti(?=on|el|eu|al|en) sj
th t
ts?$ -
tt? t
v v
w w
xc(?=[eiéè]) ks
(?<=.)x$ -
x ks
(?<=.)z$ -
zz? z`

const rules = spellingRules(table.replaceAll('V', '[aeiouyàâéèêëîïôùûü]').replaceAll('N)', '[aeiouyàâéèêëîïôùûünmh])'))

/**
 * Classes of sounds of a French word: silent endings are left out, so whether there is a liaison makes no difference.
 * @param word in lower case, letters and digits only
 */
export function frenchSounds(word: string): string {
  return soundsOfWord(word.replaceAll('œ', 'oe').replaceAll('æ', 'e'), rules)
}
