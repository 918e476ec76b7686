import { argument, boolean, string } from '../../declarations/declare.ts';
import { defineCallback } from '../../declarations/define.ts';

export const remoteMonitor = defineCallback({
  name: 'RemoteMonitor',
  summary: 'Sends the logged values of every epoch to an address of the web.',
  arguments: {
    root: string('http://localhost:9000', 'The server, as it begins an address.'),
    path: string('/publish/epoch/end/', 'What follows it in the address.'),
    field: string('data', 'The field of the form that holds the values, where they go as a form.'),
    headers: argument<readonly string[] | null>(
      { kind: 'list', of: { kind: 'string' } },
      null,
      'Further lines of the request, `"Name: value"` each.',
    ),
    send_as_json: boolean(false, 'Send the values as JSON instead of as a form.'),
  },
  problem: ({ root, headers }) => {
    if (!/^https?:\/\/[^/]/.test(root)) {
      return { argument: 'root', message: '`root` of RemoteMonitor begins with `http://` or `https://`.' };
    }
    if (headers?.every((line) => /^[\w-]+:/.test(line)) ?? true) return undefined;
    return { argument: 'headers', message: 'A line of `headers` has the form `"Name: value"`.' };
  },
});
