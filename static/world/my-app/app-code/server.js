const express = require('express');
const bodyParser = require('body-parser');

const app = express();

let userGoal = 'Learn Docker!';

app.use(bodyParser.urlencoded({ extended: false }));

app.get('/', (req, res) => {
  res.send(`
    <html>
      <head>
        <title>My course goal</title>
      </head>
      <body>
        <h1>My course goal</h1>
        <h2>${userGoal}</h2>
        <form action="/store-goal" method="POST">
          <label>New goal <input type="text" name="goal"></label>
          <button>Set goal</button>
        </form>
      </body>
    </html>
  `);
});

app.post('/store-goal', (req, res) => {
  console.log(req.body.goal);
  userGoal = req.body.goal;
  res.redirect('/');
});

app.listen(3000, () => console.log('Listening on port 3000'));
