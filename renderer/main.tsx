import './api/zod-without-eval.ts';
import './styles/index.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createClient } from './api/client.ts';
import { createIpcClient, desktopBridge } from './api/ipc-transport.ts';
import { takeToken } from './api/token.ts';
import { App } from './app/app.tsx';
import { BenchProvider } from './app/bench-context.tsx';
import { createBenchStore, feedStore } from './app/store/bench-store.ts';
import { showTheme, storedTheme } from './app/theme.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root.');

showTheme(storedTheme(window.localStorage));
const bridge = desktopBridge(window);
const client =
  bridge === undefined
    ? createClient({ address: '', token: takeToken(window), fetch: window.fetch.bind(window) })
    : createIpcClient(bridge);
const store = createBenchStore();
feedStore(store, client);

createRoot(root).render(
  <StrictMode>
    <BenchProvider client={client} store={store}>
      <App />
    </BenchProvider>
  </StrictMode>,
);
