import { createRoot } from 'react-dom/client';
import './editor-workers.js';
import { Playground } from './playground.js';
import 'graphiql/style.css';
import '@graphiql/plugin-explorer/style.css';
import './playground.css';
import './plan.css';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with the id "root"');
createRoot(root).render(<Playground />);
