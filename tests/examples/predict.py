import requests

with open("seven.png", "rb") as image:
    answer = requests.post("http://localhost:3000/predict", files={"image": image})
print(answer.json()["prediction"])
