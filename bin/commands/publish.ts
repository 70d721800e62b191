import { DEFAULT_LABEL, publish } from '../../lib/delivery/index.js';
import type { ArtifactKey } from '../../lib/ids.js';
import type { Command } from '../command.js';
import { columns } from '../style.js';

export const run: Command = async (session, invocation) => {
  const label = invocation.value('label') ?? DEFAULT_LABEL;
  const images = await publish(session.delivery, label, invocation.arguments, await session.signer());
  const artifacts = (Object.keys(images) as ArtifactKey[]).sort();
  const rows = artifacts.map((artifact) => [
    artifact,
    images[artifact]?.image ?? '',
    session.style.faint(`version ${images[artifact]?.version}`),
  ]);
  const services = artifacts.map((artifact) => {
    const { image, version } = images[artifact] ?? {};
    return [artifact, { image, version }];
  });
  return {
    json: { label, images: Object.fromEntries(services) },
    text: `Published under ${session.style.strong(label)}:\n${columns(rows, '  ')}\n${session.next(`release create${label === DEFAULT_LABEL ? '' : ` --from-label ${label}`}`)}`,
  };
};
