import type { ActRule } from './act-rule.ts'

const politeLead =
  '(?:(?:yes|yeah|ok|okay|right|alright|well|so|and|um|uh|oh|sure|of course|sorry|excuse me|actually|please|then|now|great|perfect|thanks|thank you)[, ]+)*'
const adverb = '(?:(?:just|now|already|also|then|gladly|certainly|definitely|immediately|personally|directly|of course) )*'
/** Verbs of what an advisor or a customer can promise to do. Looking something up now is holding, not a promise. */
const promised =
  '(?:send|email|e-mail|mail|post|forward|call|ring|phone|text|contact|get back|get in touch|come back|update|change|cancel|process|transfer|pass|arrange|book|schedule|register|open|file|submit|refund|reimburse|credit|pay|confirm|issue|prepare|escalate|organi[sz]e|make sure|ensure|let you know|keep you|take care|give you a (?:call|ring)|add|remove|note|report|return|fill|provide|bring|sign|request|order|waive|block|declare|raise|leave|ask|get my|let (?:him|her|them)|be (?:there|back|with you))'
const done =
  '(?:checked|verified|sent|emailed|e-mailed|mailed|posted|forwarded|called|rung|phoned|contacted|updated|changed|cancelled|canceled|processed|transferred|passed|arranged|booked|scheduled|registered|opened|filed|submitted|refunded|reimbursed|credited|paid|confirmed|issued|prepared|escalated|organi[sz]ed|added|removed|noted|reported|completed|recorded|created|logged|blocked|declared|raised|requested|ordered|waived|saved|corrected|modified|reset|unlocked|activated|closed|put in|made (?:the|that|a) (?:change|note|request|payment))'

/** First fit wins, so what is most particular stands first. */
export const englishActs: readonly ActRule[] = [
  // Conversation's small change, whole clauses only: "thank you" within a sentence is not its point.
  {
    act: 'greeting',
    when: /^(?:(?:hello|hi|hey|good (?:morning|afternoon|evening|day)|welcome)[, ]*)+(?:there|again|sir|madam|everyone)?$/,
  },
  {
    act: 'greeting',
    when: /^(?:hello|hi|good (?:morning|afternoon|evening))\b.{0,60}\b(?:speaking|this is|my name is|you're through to)\b/,
  },
  { act: 'greeting', when: /\b(?:thank you|thanks) for calling\b/ },
  {
    act: 'farewell',
    when: /\b(?:good ?bye|bye(?: bye)?|have a (?:good|nice|great|lovely) (?:day|evening|afternoon|weekend|one)|take care|see you|talk to you (?:soon|later))$/,
  },
  {
    act: 'thanks',
    when: new RegExp(
      `^${politeLead}(?:thank you|thanks|cheers|many thanks|i(?:'m| am) (?:very |so )?grateful|i (?:really )?appreciate (?:it|that|your help))(?: (?:very|so) much| a lot| again| for (?:your|the|all) .*| indeed)?$`,
    ),
  },
  { act: 'thanks', when: /^(?:ok |okay |great |perfect |lovely |right )?(?:thank you|thanks)\b.{0,25}$/ },
  {
    act: 'small_talk',
    when: /\b(?:how are you|how's it going|nice weather|lovely weather|weather (?:is|has been)|i'm (?:fine|good|well|very well)(?: thanks?| thank you)?$|not too bad|you're welcome|no problem$|my pleasure|don't mention it|bless you|happy (?:new year|birthday|christmas))\b/,
  },
  // Which language the call goes on in is between the two of them.
  {
    act: 'small_talk',
    when: /\b(?:speak|speaks|speaking|talk|continue|carry on|go on|switch|answer)\b.{0,30}\b(?:french|english)(?: (?:please|now|instead))*$/,
  },

  {
    act: 'holding',
    when: /\b(?:bear with me|hold (?:on|the line)|hang on|one (?:moment|second|sec|minute)|just a (?:moment|second|sec|minute)|give me (?:a|one|just a) (?:moment|second|sec|minute)|a moment please|won't be (?:a|long)|put you on hold|stay on the line|are you still there)\b/,
  },
  {
    act: 'holding',
    when: new RegExp(
      `^${politeLead}(?:let me|i'll|i will|i'm going to|i'm|i am) ${adverb}(?:have a look|take a look|look(?:ing)?(?: at| into| that| it| up| for)?|check(?:ing)?|see(?: if| what| whether)|pull(?:ing)? (?:up|that up)|bring(?:ing)? up|find(?:ing)?|search(?:ing)?|wait(?:ing)?|get a pen|grab)\\b`,
    ),
  },

  // What somebody will not do, has not done, or doesn't want.
  {
    act: 'refusal',
    when: /^(?:no|nope|nah|no no|not really|not at all|absolutely not|no way)(?:[, ]+(?:thank you|thanks|sorry|not really|i don't|it's not|that's (?:not|wrong)).*)?$/,
  },
  {
    act: 'refusal',
    when: /\b(?:i|we|you) (?:won't|will not|can't|cannot|can not|couldn't|haven't|have not|didn't|did not|don't want|do not want|wouldn't|would not|refuse|am not going to|are not going to)\b/,
    asks: false,
  },

  { act: 'request', when: /\b(?:can|could|would|will) you (?:please |just |possibly |kindly )*(?:\w+)/, asks: true },
  { act: 'request', when: new RegExp(`^${politeLead}(?:can|could|would|will) you (?:please )?(?!hear)\\w+`) },
  { act: 'request', when: /\b(?:can|could|may|might) i (?:please |just |also )*(?:have|get|take|ask|speak|talk|cancel|change|add|make)\b/ },
  {
    act: 'request',
    when: /\b(?:i(?:'d| would) like|i want|i need|i wish|i'm calling to|i am calling to|i'm (?:ringing|phoning) to|i'm looking (?:to|for)|we(?:'d| would) like|we need|i was hoping (?:to|you|that you|for)|would it be possible)\b/,
  },
  { act: 'request', when: /^(?:please )?(?:send|give|tell|call|help|show|explain|transfer|put) me\b|^please \w+/ },

  { act: 'question', when: /./, asks: true },
  {
    act: 'question',
    when: new RegExp(
      `^${politeLead}(?:what|when|where|who|whom|whose|which|why|how)(?:'s|'ll|'re|'d)? (?:is|are|was|were|do|does|did|can|could|should|would|will|much|many|long|soon|often|far|about|time|kind|happens|if|i|has|have)\\b`,
    ),
  },
  {
    act: 'question',
    when: new RegExp(
      `^${politeLead}(?:do|does|did|is|are|was|were|has|have|had|am|should|can|could|would|will) (?:i|you|we|they|he|she|it|this|that|there|the|my|your|any|anyone|someone)\\b`,
    ),
  },
  { act: 'question', when: /\b(?:i was wondering|i wonder|i wanted to know|i'd like to know|do you know (?:if|when|how|what))\b/ },

  // What is being done as it is said.
  {
    act: 'action_done',
    when: /\b(?:i'm|i am|we're|we are) (?:now |just |also )*(?:transferring|putting you through|booking|opening|registering|uploading|recording|noting|blocking|cancelling|changing|updating)\b/,
    asks: false,
  },
  {
    act: 'action_done',
    when: /\b(?:i'm|i am|we're|we are) (?:now |just |also )*(?:sending|emailing|forwarding|posting)\b.*\b(?:now|as we speak|right away|straight away)\b/,
    asks: false,
  },

  // An offer or a condition is no promise: "I can send you", "if you want I'll".
  {
    act: 'commitment',
    when: new RegExp(
      `^(?!.*\\b(?:if|unless|maybe|perhaps)\\b)(?!.*\\b(?:could|can|may|might|would|should)\\b.*\\b(?:i|we)(?:'ll| will)\\b)(?:.*\\b)?(?:i|we)(?:'ll| will|'m going to| am going to|'re going to| are going to|'m gonna) ${adverb}${promised}\\b`,
    ),
  },
  {
    act: 'commitment',
    when: /\b(?:i'm|i am|we're|we are) (?:now |just |also )*(?:sending|emailing|forwarding|posting|transferring|booking|opening|arranging|putting you through|registering)\b/,
  },
  {
    act: 'commitment',
    when: /\byou(?:'ll| will|'re going to| are going to) (?:also |then |shortly |soon )*(?:receive|get|be (?:called|contacted|refunded|reimbursed|notified|paid|informed)|hear from|have (?:it|the|your|an?))\b/,
  },
  {
    act: 'commitment',
    when: /\b(?:someone|a colleague|an? (?:\w+ )?(?:expert|advisor|adviser|plumber|technician|specialist|manager)|my (?:colleague|manager|supervisor)|the (?:expert|plumber|garage|team)|they)(?:'ll| will| is going to| are going to) (?:\w+ )?(?:call|contact|ring|come|visit|get back|be in touch|get in touch|send|email|refund)\b/,
  },
  { act: 'commitment', when: /\b(?:i promise|leave it with me|i(?:'ll| will) do that)\b/ },
  // "It'll be on your account by Friday", "he'll be with you between one and three".
  {
    act: 'commitment',
    when: /^(?!.*\b(?:if|unless|maybe|perhaps)\b).*\b(?:it|he|she|they|the \w+(?: \w+)?)(?:'ll| will) (?:be (?:on|with|in|at|sent|paid|there)|go out|arrive|reach|come|call|ring)\b.*\b(?:by|on|within|between|before|tomorrow|today|tonight|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b/,
  },

  { act: 'action_done', when: new RegExp(`\\b(?:i|we)(?:'ve| have|'d)? ${adverb}(?:been able to )?${done}\\b`) },
  { act: 'action_done', when: new RegExp(`\\b(?:i|we) (?:just |have just |'ve just )${done}\\b`) },
  {
    act: 'action_done',
    when: new RegExp(`\\b(?:has|have|'s|'ve|is|are) (?:now |just |already |all )*(?:been )?(?:now |successfully )?${done}\\b`),
    speaker: 'advisor',
  },
  {
    act: 'action_done',
    when: /\b(?:that's|it's|that is|it is|all|there) (?:all |now |been )*(?:done|sorted|taken care of)\b/,
    speaker: 'advisor',
  },

  {
    act: 'confirmation',
    when: /^(?:yes|yeah|yep|yup|correct|exactly|absolutely|definitely|of course|certainly|sure|indeed|right|that's (?:right|correct|it|true|fine|perfect|me)|that is (?:right|correct)|i (?:do|am|have|confirm|agree|did)|it is|please do)(?:[, ]+(?:yes|yeah|please|that's (?:right|correct|it|fine|me)|that is (?:right|correct)|it is|i do|i am|correct|exactly|of course|sure|absolutely))*$/,
  },
  {
    act: 'acknowledgement',
    when: /^(?:(?:ok|okay|alright|all right|right|i see|got it|great|perfect|good|fine|lovely|brilliant|excellent|understood|i understand|makes sense|that makes sense|uh huh|mm|mhm|hmm|ah|oh|really|wow|no worries|very well|noted|cool|sounds good|fair enough|that's (?:fine|great|good|ok|okay|perfect|all|everything)|that is all)[, ]*)+(?:then|thank you|thanks)?$/,
  },
]
