curl -F image=@seven.png http://localhost:3000/predict
