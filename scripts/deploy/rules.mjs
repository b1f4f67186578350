/** What every container has to keep, whoever starts it. */

/** Names of variables that would carry a secret's value. Those that end in _FILE carry a path. */
const SECRET_NAME = /(?:TOKEN|PASSWORD|SECRET|SECRET_KEY|_KEY|DATABASE_URL|REDIS_URL)$/
/** The longest that a process of Souffleur takes to end: SOUFFLEUR_DRAIN_SECONDS. */
const DRAIN_SECONDS = 30
/** Containers that hold a secret as a file. The server of models has none: only recognizers reach it. */
const WITHOUT_SECRETS = new Set(['asr'])
const PUBLISHED = new Set(['proxy', 'souffleur'])

const isRoot = (user) => user === undefined || /^(?:0|root)(?::|$)/.test(String(user))

function brokenBy(name, service, file) {
  const limits = service.deploy?.resources?.limits
  const environment = Object.keys(service.environment ?? {})
  const internal = (network) => file.networks?.[network]?.internal === true
  const rules = [
    [isRoot(service.user), 'runs as root'],
    [service.read_only !== true, 'can write to its file system'],
    [!service.cap_drop?.includes('ALL'), 'keeps capabilities'],
    [!service.security_opt?.includes('no-new-privileges:true'), 'may gain privileges'],
    [service.privileged === true, 'is privileged'],
    [limits?.cpus === undefined || limits?.memory === undefined || service.pids_limit === undefined, 'has no limits'],
    [service.healthcheck?.test === undefined, 'has no health check'],
    [!WITHOUT_SECRETS.has(name) && !(service.secrets?.length > 0), 'has no secrets as files'],
    [environment.some((variable) => SECRET_NAME.test(variable)), 'has a secret in its environment'],
    [service.ports !== undefined && !PUBLISHED.has(name), 'is published'],
    [/:latest$|^[^:$]+$/.test(String(service.image).replace(/^\$\{\w+:-(.*)\}$/, '$1')), 'has no pinned image'],
    [
      service.environment?.SOUFFLEUR_DRAIN_SECONDS !== undefined && !(Number.parseInt(service.stop_grace_period, 10) > DRAIN_SECONDS),
      'is killed before it has drained',
    ],
    [['redis', 'postgres', 'asr'].includes(name) && !service.networks?.every(internal), 'has a way out'],
  ]
  return rules.filter(([isBroken]) => isBroken).map(([, what]) => `docker-compose.yml: ${name} ${what}`)
}

/** Sentences about what a compose file breaks. @param profiles names of the services that each profile has to start. */
export function brokenRules(file, profiles) {
  const services = Object.entries(file.services)
  const started = (profile) => services.filter(([, service]) => service.profiles?.includes(profile)).map(([name]) => name)
  const missing = Object.entries(profiles).flatMap(([profile, names]) => {
    const found = started(profile)
    const isSame = found.length === names.length && names.every((name) => found.includes(name))
    return isSame ? [] : [`docker-compose.yml: profile ${profile} starts ${found.join(', ')}`]
  })
  const files = Object.entries(file.secrets ?? {}).filter(([, secret]) => typeof secret?.file !== 'string')
  return [
    ...missing,
    ...files.map(([name]) => `docker-compose.yml: secret ${name} is no file`),
    ...services.flatMap(([name, service]) => brokenBy(name, service, file)),
  ]
}

const ROLES = ['gateway', 'recognizer', 'assist', 'wrapup', 'desk']

function brokenByDeployment({ metadata: { name }, spec: { strategy, template } }) {
  const pod = template.spec
  const container = pod.containers[0]
  const secured = container.securityContext ?? {}
  const rules = [
    [pod.securityContext?.runAsNonRoot !== true, 'may run as root'],
    [secured.readOnlyRootFilesystem !== true, 'can write to its file system'],
    [secured.allowPrivilegeEscalation !== false || !secured.capabilities?.drop?.includes('ALL'), 'may gain privileges'],
    [pod.automountServiceAccountToken !== false, 'has a token of the cluster'],
    [container.livenessProbe?.httpGet?.path !== '/healthz' || container.readinessProbe?.httpGet?.path !== '/readyz', 'has no probes'],
    [container.resources?.limits?.memory === undefined || container.resources?.requests?.cpu === undefined, 'has no limits'],
    [!(pod.terminationGracePeriodSeconds > DRAIN_SECONDS), 'is killed before it has drained'],
    [strategy?.rollingUpdate?.maxUnavailable !== 0, 'has too few pods during an update'],
    [(container.env ?? []).some((variable) => SECRET_NAME.test(variable.name)), 'has a secret in its environment'],
    [!pod.volumes?.some((volume) => volume.secret !== undefined), 'has no secrets as files'],
  ]
  return rules.filter(([isBroken]) => isBroken).map(([, what]) => `deploy/kubernetes: ${name} ${what}`)
}

/** Sentences about what manifests for Kubernetes break. */
export function brokenWorkloadRules(objects) {
  const named = (kind) => objects.filter((object) => object.kind === kind).map((object) => object.metadata.name)
  const missing = ['Deployment', 'PodDisruptionBudget', 'HorizontalPodAutoscaler'].flatMap((kind) =>
    ROLES.filter((role) => !named(kind).includes(role)).map((role) => `deploy/kubernetes: ${role} has no ${kind}`),
  )
  const denies = objects.some(
    ({ kind, spec }) =>
      kind === 'NetworkPolicy' &&
      Object.keys(spec.podSelector).length === 0 &&
      spec.policyTypes?.length === 2 &&
      spec.ingress === undefined &&
      spec.egress === undefined,
  )
  const open = denies ? [] : ['deploy/kubernetes: nothing denies what no policy names']
  return [...missing, ...open, ...objects.filter(({ kind }) => kind === 'Deployment').flatMap(brokenByDeployment)]
}
