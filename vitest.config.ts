import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{proto,models,loadtest,agent-ui,e2e,scripts}/**/*.test.{ts,tsx}', '{packages,services}/*/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    // Native code of onnxruntime would report from every test that loads a model.
    env: { ORT_DISABLE_TELEMETRY: '1' },
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
