/** Who may import whom: docs/decisions and the architecture's rules, enforced. */
const internal = '^(proto|packages|services|agent-ui|models|loadtest|e2e)/'
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'A cycle hides which part owns an idea: move the shared one down.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'base-imports-nothing-internal',
      severity: 'error',
      comment: 'proto, audio, flow, telemetry and language are the ground floor.',
      from: { path: '^(proto|packages/(audio|flow|telemetry|language))/' },
      to: { path: internal, pathNot: ['^proto/gen', '^(proto|packages/audio|packages/flow|packages/telemetry|packages/language)/'] },
    },
    {
      name: 'base-packages-stay-apart',
      severity: 'error',
      comment: 'A ground-floor package imports itself only.',
      from: { path: '^(proto|packages/(?:audio|flow|telemetry|language))/' },
      to: { path: internal, pathNot: '^$1/' },
    },
    {
      name: 'packages-do-not-import-services',
      severity: 'error',
      comment: 'Dependencies point down.',
      from: { path: '^packages/' },
      to: { path: '^(services|agent-ui|models|loadtest|e2e)/' },
    },
    {
      name: 'services-do-not-import-each-other',
      severity: 'error',
      comment: 'Services talk over the bus; only standalone composes them.',
      from: { path: '^services/(?!standalone)([^/]+)/' },
      to: { path: '^(services/(?!$1/)|models/|agent-ui/|loadtest/|e2e/)' },
    },
    {
      name: 'siprec-is-a-platform',
      severity: 'error',
      comment: 'The SIPREC bridge runs in front, as any platform: it knows the native socket, and nobody knows it.',
      from: { path: '^services/siprec/' },
      to: { path: internal, pathNot: '^(services/siprec|proto|packages/(audio|flow|media-client|telemetry|testkit))/' },
    },
    {
      name: 'nobody-knows-siprec',
      severity: 'error',
      comment: 'Standalone composes services of its own process; the bridge is another one.',
      from: { path: internal, pathNot: '^services/siprec/' },
      to: { path: '^services/siprec/' },
    },
    {
      name: 'ui-imports-proto-only',
      severity: 'error',
      comment: 'The browser knows the wire, not the server.',
      from: { path: '^agent-ui/' },
      to: { path: internal, pathNot: '^(agent-ui|proto)/' },
    },
    {
      name: 'black-box',
      severity: 'error',
      comment: 'loadtest and e2e see the system from outside.',
      from: { path: '^(loadtest|e2e)/' },
      to: { path: '^(services|models|agent-ui)/' },
    },
    {
      name: 'testkit-in-tests-only',
      severity: 'error',
      comment: 'A fake never ships.',
      from: { path: '.', pathNot: ['^packages/testkit/', '\\.test\\.tsx?$', '/test/', '^packages/bus/bench/'] },
      to: { path: '^packages/testkit/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|gen)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
  },
}
