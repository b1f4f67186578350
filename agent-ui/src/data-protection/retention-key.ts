export const retentionKey = ['retention'] as const
